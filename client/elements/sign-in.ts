import { type Current, type Instance, ProblemError } from '../client.ts'
import { define, LatchkeyElement } from './element.ts'
import { setInvalid } from './field.ts'
import { type FirstStep, firstStepForm } from './first-step.ts'
import { secondStepForm } from './second-step.ts'
import { englishSignIn, type SignInLabels } from './sign-in-labels.ts'
import { signInSheet } from './sign-in-style.ts'

/**
 * `<latchkey-sign-in>`: a form that signs in, empty while someone is signed in. Then it opens the path in `next`, if there is
 * one, and sends the event `latchkey-sign-in` with the session as its `detail`. The form is in the document and not in a shadow
 * root, so that every password manager finds it. Passkeys can be used, if the service and the browser can.
 */
export class LatchkeySignIn extends LatchkeyElement<SignInLabels> {
  #isSubmitting = false
  /** Ends the autofill of passkeys. */
  #autofill: AbortController | undefined

  constructor() {
    super(englishSignIn)
  }

  protected mount() {
    adopt(this.getRootNode() as Document | ShadowRoot)
    let isMounted = true
    let step: FirstStep | undefined
    const update = () => {
      for (const each of this.querySelectorAll('form')) {
        each.hidden = this.client.state.session !== null
      }
      if (step) this.#offerAutofill(step)
    }
    const show = (instance: Partial<Instance>) => {
      if (!isMounted) return
      step = this.#firstStep(instance)
      this.replaceChildren(step.form)
      update()
    }
    this.client.instance().then(show, () => show({}))
    const unsubscribe = this.client.subscribe(update)
    return () => {
      isMounted = false
      this.#autofill?.abort()
      unsubscribe()
    }
  }

  #firstStep(instance: Partial<Instance>): FirstStep {
    const { pathname = '', search = '', hash = '' } = this.#next ?? {}
    const step = firstStepForm({
      labels: this.labels,
      instance,
      next: pathname + search + hash,
      onPassword: (entered) => this.#submit(step, () => this.client.signIn(entered)),
      onPasskey: () =>
        this.#submit(step, async () => {
          const { signInWithPasskey } = await loadPasskeys()
          return signInWithPasskey(this.client)
        }),
    })
    return step
  }

  async #submit(step: FirstStep, signIn: () => Promise<Current>) {
    if (this.#isSubmitting) return
    const { form, alert, focus, password } = step
    this.#isSubmitting = true
    form.ariaBusy = 'true'
    alert.textContent = ''
    setInvalid(password, false)
    try {
      await this.#complete(step, signIn())
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      alert.textContent = this.#messageOf(error)
      // The request for this passkey ended the autofill.
      if (error.code.startsWith('passkey')) return this.#offerAutofill(step)
      setInvalid(password, error.code === 'invalid_credentials')
      focus.focus()
      password.select()
    } finally {
      this.#isSubmitting = false
      form.ariaBusy = null
    }
  }

  /** Offers passkeys in the autofill of the username, while the form is shown to someone who is signed out. */
  async #offerAutofill(step: FirstStep) {
    this.#autofill?.abort()
    const { client } = this
    if (!step.hasAutofill || !step.form.isConnected || client.state.status !== 'signed-out') return
    this.#autofill = new AbortController()
    const { signal } = this.#autofill
    try {
      const { signInWithPasskey, supportsAutofill } = await loadPasskeys()
      if (!(await supportsAutofill()) || signal.aborted) return
      await this.#complete(step, signInWithPasskey(client, { autofill: true, signal }))
    } catch (error) {
      // Other errors do not concern a passkey that the person chose, and the form still works.
      if (!(error instanceof ProblemError) || error.status !== 401) return
      step.alert.textContent = this.#messageOf(error)
      this.#offerAutofill(step)
    }
  }

  /** Waits for a sign-in. Then leaves, or asks for the second factor. Rejects with other problems. */
  async #complete(step: FirstStep, signIn: Promise<Current>) {
    try {
      await signIn
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'second_factor_required') throw error
      step.password.value = ''
      return this.#askSecondFactor(step, error)
    }
    if (!(await this.#finish())) step.alert.textContent = this.labels.cookieRefused
    step.form.reset()
  }

  #messageOf({ code, detail }: ProblemError): string {
    if (code === 'invalid_credentials') return this.labels.incorrect
    return code === 'passkey_canceled' ? this.labels.passkeyCanceled : `${detail}.`
  }

  /** Shows the second step in place of the form, until the sign-in is complete or starts again. */
  #askSecondFactor(step: FirstStep, { methods }: ProblemError) {
    const { labels } = this
    const startAgain = (message = '') => {
      second.form.replaceWith(step.form)
      step.alert.textContent = message
      step.focus.focus()
      this.#offerAutofill(step)
    }
    const second = secondStepForm({
      labels,
      hasRecoveryCodes: methods.includes('recovery_code'),
      complete: async (answer) => {
        try {
          await this.client.completeSignIn(answer)
        } catch (error) {
          const isExpired = error instanceof ProblemError && error.code === 'sign_in_expired'
          if (!isExpired) throw error
          return startAgain(labels.expired)
        }
        if (!(await this.#finish())) return startAgain(labels.cookieRefused)
        step.form.hidden = true
        second.form.replaceWith(step.form)
      },
      startAgain: () => startAgain(),
    })
    step.form.replaceWith(second.form)
    this.#autofill?.abort()
    second.show()
  }

  /** Leaves after a sign-in. Returns false if the browser did not keep the cookie. */
  async #finish(): Promise<boolean> {
    const session = await this.client.session()
    if (session) this.#leave(session)
    return session !== null
  }

  #leave(session: Current) {
    this.dispatchEvent(new CustomEvent('latchkey-sign-in', { detail: session, bubbles: true }))
    // With its origin: a path may begin with two slashes, as in `/.//host`.
    if (this.#next) location.assign(this.#next.href)
  }

  /** The path in the attribute `next`. Another origin is ignored: pages may take the attribute from their query. */
  get #next(): URL | undefined {
    const next = this.getAttribute('next')
    if (next === null || !URL.canParse(next, location.href)) return undefined
    const url = new URL(next, location.href)
    return url.origin === location.origin ? url : undefined
  }
}

/** A separate script, so that the form stays small. */
function loadPasskeys() {
  return import('../passkeys.ts')
}

function adopt(root: Document | ShadowRoot) {
  const styles = signInSheet()
  if (root.adoptedStyleSheets.includes(styles)) return
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, styles]
}

export function defineSignIn(): void {
  define('latchkey-sign-in', LatchkeySignIn)
}

declare global {
  interface HTMLElementTagNameMap {
    'latchkey-sign-in': LatchkeySignIn
  }
  interface HTMLElementEventMap {
    'latchkey-sign-in': CustomEvent<Current>
  }
}
