import { supportsPasskeys } from '../browser/passkey-support.ts'
import type { Instance } from '../client.ts'
import { signUpUrl } from '../urls.ts'
import { create } from './element.ts'
import { label } from './field.ts'
import type { SignInLabels } from './sign-in-labels.ts'

/** The form of the first step. */
export interface FirstStep {
  form: HTMLFormElement
  alert: HTMLElement
  /** In the form only if there are passwords. */
  password: HTMLInputElement
  /** Gets the focus after an error. */
  focus: HTMLElement
  /** Whether the browser can offer passkeys in the username. */
  hasAutofill: boolean
}

interface Options {
  labels: SignInLabels
  /** What the service offers. If it is not known, the form has what most services offer. */
  instance: Partial<Instance>
  /** The path to continue to after sign-up. */
  next: string
  onPassword: (entered: { username: string; password: string }) => void
  onPasskey: () => void
}

/** A form with a username and a password, a button for passkeys, or both, as the service and the browser can. */
export function firstStepForm({
  labels,
  instance,
  next,
  onPassword,
  onPasskey,
}: Options): FirstStep {
  const { mail, passkeys, passwords = true, registration } = instance
  const offersPasskeys = passkeys === true && supportsPasskeys()
  const username = create('input', {
    ...{ id: 'latchkey-username', name: 'username', autocomplete: 'username webauthn' },
    ...{ required: '', autocapitalize: 'none', spellcheck: 'false' },
  })
  const password = create('input', {
    ...{ id: 'latchkey-password', name: 'password', type: 'password', required: '' },
    autocomplete: 'current-password',
  })
  const forgotten = passwords ? labels.forgotPassword : labels.lostPasskey
  const forgot = mail ? [link('/auth/forgot-password', forgotten)] : []
  const alert = create('p', { id: 'latchkey-error', role: 'alert' })
  if (!passwords && !offersPasskeys) alert.append(labels.passkeyUnsupported)
  const form = create('form', { 'aria-label': labels.submit }, alert)
  if (passwords) {
    form.append(
      create('div', { class: 'field' }, label(username, labels.username), username),
      create('div', { class: 'field' }, label(password, labels.password), ...forgot, password),
      create('button', {}, labels.submit),
    )
  }
  // Without passwords, it submits the form.
  const passkey = create('button', passwords ? { type: 'button' } : {}, labels.passkey)
  if (offersPasskeys) form.append(passkey)
  if (!passwords) form.append(...forgot.map((each) => create('p', {}, each)))
  if (registration === 'open') form.append(create('p', {}, link(signUpUrl(next), labels.signUp)))
  if (passwords) passkey.addEventListener('click', onPasskey)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (passwords) onPassword({ username: username.value, password: password.value })
    else onPasskey()
  })
  return {
    ...{ form, alert, password },
    focus: passwords ? password : passkey,
    hasAutofill: passwords && offersPasskeys,
  }
}

/** A link to a page of Latchkey, which no router of the app may open. */
function link(href: string, text: string): HTMLAnchorElement {
  return create('a', { href, rel: 'external' }, text)
}
