import { ProblemError, type SecondStep } from '../client.ts'
import { create } from './element.ts'
import { label, setInvalid } from './field.ts'

/** The texts of the second step, for other languages. */
export interface SecondStepLabels {
  code: string
  recoveryCode: string
  useRecoveryCode: string
  useAuthenticator: string
  verify: string
  startAgain: string
  /** After a wrong code. */
  incorrectCode: string
}

export const englishSecondStep: SecondStepLabels = {
  code: 'Code of your authenticator app',
  recoveryCode: 'Recovery code',
  useRecoveryCode: 'Use a recovery code',
  useAuthenticator: 'Use your authenticator app',
  verify: 'Verify',
  startAgain: 'Start again',
  incorrectCode: 'Incorrect code. Enter the current code, or an unused recovery code.',
}

interface Options {
  labels: SecondStepLabels
  hasRecoveryCodes: boolean
  /** Completes the sign-in. Rejects with a ProblemError, which the form shows. */
  complete: (answer: SecondStep) => Promise<void>
  startAgain: () => void
}

/** A form for the second factor. The code of an authenticator app submits itself at the sixth digit. */
export function secondStepForm({ labels, hasRecoveryCodes, complete, startAgain }: Options) {
  let isRecovery = false
  let isSubmitting = false
  const input = create('input', { id: 'latchkey-code', required: '', autocapitalize: 'none' })
  const inputLabel = label(input, '')
  const alert = create('p', { id: 'latchkey-error', role: 'alert' })
  const change = create('button', { type: 'button' })
  const back = create('button', { type: 'button' }, labels.startAgain)
  const form = create(
    'form',
    { 'aria-label': labels.verify },
    alert,
    create('div', { class: 'field' }, inputLabel, input),
    create('button', {}, labels.verify),
    create('div', { class: 'links' }, ...(hasRecoveryCodes ? [change] : []), back),
  )
  function show() {
    inputLabel.textContent = isRecovery ? labels.recoveryCode : labels.code
    change.textContent = isRecovery ? labels.useAuthenticator : labels.useRecoveryCode
    input.name = isRecovery ? 'recovery_code' : 'code'
    input.inputMode = isRecovery ? 'text' : 'numeric'
    input.autocomplete = isRecovery ? 'off' : 'one-time-code'
    input.value = ''
    alert.textContent = ''
    setInvalid(input, false)
    input.focus()
  }
  async function submit() {
    if (isSubmitting) return
    isSubmitting = true
    form.ariaBusy = 'true'
    alert.textContent = ''
    setInvalid(input, false)
    const text = input.value.replace(/\s/g, '')
    try {
      await complete(isRecovery ? { recovery_code: text } : { code: text })
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      const isIncorrect = ['invalid_second_factor', 'invalid_input'].includes(error.code)
      alert.textContent = isIncorrect ? labels.incorrectCode : `${error.detail}.`
      setInvalid(input, isIncorrect)
      input.focus()
      input.select()
    } finally {
      isSubmitting = false
      form.ariaBusy = null
    }
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    submit()
  })
  input.addEventListener('input', () => {
    if (!isRecovery && /^\d{6}$/.test(input.value.replace(/\s/g, ''))) submit()
  })
  change.addEventListener('click', () => {
    isRecovery = !isRecovery
    show()
  })
  back.addEventListener('click', startAgain)
  return { form, show }
}
