import { supportsPasskeys } from '../browser/passkey-support.ts'
import { type Current, type Instance, ProblemError } from '../client.ts'
import { signUpUrl } from '../urls.ts'
import { create, define, LatchkeyElement } from './element.ts'
import { label, setInvalid } from './field.ts'
import { englishSecondStep, type SecondStepLabels, secondStepForm } from './second-step.ts'
import { signInSheet } from './sign-in-style.ts'

/** The texts of the element, for other languages. */
export interface SignInLabels extends SecondStepLabels {
  username: string
  password: string
  forgotPassword: string
  submit: string
  passkey: string
  signUp: string
  /** After a wrong name or password. */
  incorrect: string
  /** After a request for a passkey that was closed or timed out. */
  passkeyCanceled: string
  /** After a sign-in that waited too long for its second factor. */
  expired: string
  /** After a sign-in whose cookie the browser did not keep. */
  cookieRefused: string
}

const english: SignInLabels = {
  ...englishSecondStep,
  username: 'Username or email address',
  password: 'Password',
  forgotPassword: 'Forgot your password?',
  submit: 'Sign in',
  passkey: 'Sign in with a passkey',
  signUp: 'Create an account',
  incorrect: 'Incorrect username or password.',
  passkeyCanceled: 'The request for a passkey was canceled or timed out. Try again.',
  expired: 'This sign-in has expired. Sign in again.',
  cookieRefused: 'This browser did not keep the session cookie. Allow cookies for this site.',
}

/**
 * `<latchkey-sign-in>`: a form that signs in, empty while someone is signed in. Then it opens the path in `next`, if there is
 * one, and sends the event `latchkey-sign-in` with the session as its `detail`. The form is in the document and not in a shadow
 * root, so that every password manager finds it. A button uses a passkey, if the service and the browser can.
 */
export class LatchkeySignIn extends LatchkeyElement<SignInLabels> {
  #isSubmitting = false

  constructor() {
    super(english)
  }

  protected mount() {
    adopt(this.getRootNode() as Document | ShadowRoot)
    const { labels } = this
    const username = create('input', {
      ...{ id: 'latchkey-username', name: 'username', autocomplete: 'username', required: '' },
      ...{ autocapitalize: 'none', spellcheck: 'false' },
    })
    const password = create('input', {
      ...{ id: 'latchkey-password', name: 'password', type: 'password', required: '' },
      autocomplete: 'current-password',
    })
    const forgot = create('a', { href: '/auth/forgot-password', rel: 'external', hidden: '' })
    forgot.append(labels.forgotPassword)
    const { pathname = '', search = '', hash = '' } = this.#next ?? {}
    const signUpHref = signUpUrl(pathname + search + hash)
    const signUp = create('a', { href: signUpHref, rel: 'external' }, labels.signUp)
    const signUpLine = create('p', { hidden: '' }, signUp)
    const passkey = create('button', { type: 'button', hidden: '' }, labels.passkey)
    const alert = create('p', { id: 'latchkey-error', role: 'alert' })
    const form = create(
      'form',
      { 'aria-label': labels.submit },
      alert,
      create('div', { class: 'field' }, label(username, labels.username), username),
      create('div', { class: 'field' }, label(password, labels.password), forgot, password),
      create('button', {}, labels.submit),
      passkey,
      signUpLine,
    )
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#submit(form, password, alert, () =>
        this.client.signIn({ username: username.value, password: password.value }),
      )
    })
    passkey.addEventListener('click', () => {
      this.#submit(form, password, alert, async () => {
        // A separate script, so that the form stays small.
        const { signInWithPasskey } = await import('../passkeys.ts')
        return signInWithPasskey(this.client)
      })
    })
    this.replaceChildren(form)

    this.client.instance().then(
      ({ mail, passkeys, registration }: Instance) => {
        forgot.hidden = !mail
        passkey.hidden = !(passkeys && supportsPasskeys())
        signUpLine.hidden = registration !== 'open'
      },
      // Without the links and the passkey, the form still works.
      () => undefined,
    )
    return this.client.subscribe(({ session }) => {
      for (const each of this.querySelectorAll('form')) each.hidden = session !== null
    })
  }

  async #submit(
    form: HTMLFormElement,
    password: HTMLInputElement,
    alert: HTMLElement,
    signIn: () => Promise<Current>,
  ) {
    if (this.#isSubmitting) return
    this.#isSubmitting = true
    form.ariaBusy = 'true'
    alert.textContent = ''
    setInvalid(password, false)
    try {
      await signIn()
      if (!(await this.#finish())) alert.textContent = this.labels.cookieRefused
      form.reset()
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      if (error.code === 'second_factor_required') {
        password.value = ''
        return this.#askSecondFactor(form, error, (message) => {
          alert.textContent = message
          password.focus()
        })
      }
      alert.textContent = this.#messageOf(error)
      if (error.code.startsWith('passkey')) return
      setInvalid(password, error.code === 'invalid_credentials')
      password.focus()
      password.select()
    } finally {
      this.#isSubmitting = false
      form.ariaBusy = null
    }
  }

  #messageOf({ code, detail }: ProblemError): string {
    if (code === 'invalid_credentials') return this.labels.incorrect
    return code === 'passkey_canceled' ? this.labels.passkeyCanceled : `${detail}.`
  }

  /** Shows the second step in place of the form, until the sign-in is complete or starts again. */
  #askSecondFactor(
    form: HTMLFormElement,
    { methods }: ProblemError,
    onReturn: (message: string) => void,
  ) {
    const { labels } = this
    const startAgain = (message = '') => {
      second.form.replaceWith(form)
      onReturn(message)
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
        form.hidden = true
        second.form.replaceWith(form)
      },
      startAgain: () => startAgain(),
    })
    form.replaceWith(second.form)
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
