import { type ComponentChildren, createContext } from 'preact'
import { useContext, useEffect, useId, useRef, useState } from 'preact/hooks'
import { type ProblemCode, ProblemError } from '../../../client/client.ts'
import { errorMessage, fieldMessage } from '../../lib/error-message.ts'
import { InputError } from '../../lib/input-error.ts'
import { t } from '../../lib/text.ts'
import { markSaved, markUnsaved } from '../../lib/unsaved.ts'
import { FormError } from './form-error.tsx'

/** Input by field name. Fields have the names of the API's properties. */
export type Values = Record<string, string>

/** The trimmed value, or undefined for an empty field, which is omitted from the request. */
export function nonEmpty(value: string | undefined): string | undefined {
  return value?.trim() || undefined
}

/** Error messages by field name; '' is the error of the whole form. */
type Errors = Record<string, string>

interface Props {
  submitLabel: string
  /** Replaces `submitLabel` while the form is being submitted. */
  busyLabel: string
  /** Rejects with a ProblemError or an InputError, which the form then shows. */
  onSubmit: (values: Values) => Promise<unknown>
  children?: ComponentChildren
  /** A second button, next to the submit button. */
  secondary?: ComponentChildren
  /** For irreversible actions. */
  danger?: boolean
  /** For another way than the form above it. */
  quiet?: boolean
  /** In a dialog, the submit button comes last, after Cancel. */
  submitLast?: boolean
  /** Why the form cannot be submitted; shown from the start. */
  blocked?: string | undefined
  /** Empties the fields after success, mostly for passwords. */
  resetOnSuccess?: boolean
}

interface ErrorContext {
  errors: Record<string, string | undefined>
  /** The field to correct after an error of the whole form. */
  suspect: string | undefined
  formErrorId: string
}

const FormErrors = createContext<ErrorContext>({ errors: {}, suspect: undefined, formErrorId: '' })

/** The error of a field, and the id of the form's error if that error concerns the field. */
export function useFieldError(name: string): { error?: string | undefined; formErrorId?: string } {
  const { errors, suspect, formErrorId } = useContext(FormErrors)
  return { error: errors[name], ...(suspect === name && { formErrorId }) }
}

/**
 * A native form, so that password managers and the Enter key work. After an error, the first invalid field has the focus with
 * its content selected. An error of the whole form appears above the fields.
 */
export function Form(props: Props) {
  const { submitLabel, busyLabel, onSubmit, children, blocked, resetOnSuccess } = props
  const { secondary, danger, quiet, submitLast = danger } = props
  const form = useRef<HTMLFormElement>(null)
  const formErrorId = useId()
  const [{ errors, suspect }, setState] = useState<State>(noErrors)
  // A field that changed is no longer what was submitted, so it shows no error until the next submission fails.
  const [changed, setChanged] = useState<readonly string[]>([])
  const [busy, setBusy] = useState(false)
  // State updates with the next render: this prevents a second submission before it.
  const submitting = useRef(false)

  useEffect(() => {
    if (Object.keys(errors).length === 0) return
    const invalid =
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]') ??
      form.current?.querySelector<HTMLElement>('[role="alert"]')
    invalid?.focus()
    if (invalid instanceof HTMLInputElement) invalid.select()
  }, [errors])

  function fail(state: State) {
    setState(state)
    setChanged([])
  }

  async function submit(event: Event) {
    event.preventDefault()
    const { current } = form
    if (!current || submitting.current) return
    if (blocked) return current.querySelector<HTMLElement>('[role="alert"]')?.focus()
    const invalid = validate(current)
    if (Object.keys(invalid).length > 0) return fail({ errors: invalid })
    submitting.current = true
    setBusy(true)
    setState(noErrors)
    try {
      await onSubmit(valuesOf(current))
      markSaved(current)
      if (resetOnSuccess) current.reset()
    } catch (error) {
      fail(errorState(error, current))
    } finally {
      submitting.current = false
      setBusy(false)
    }
  }

  const shown = { ...errors, ...Object.fromEntries(changed.map((name) => [name, undefined])) }
  return (
    <form
      ref={form}
      onSubmit={submit}
      onInput={(event) => {
        markUnsaved(event.currentTarget, event)
        const { name } = event.target as HTMLInputElement
        if (errors[name]) setChanged((names) => [...names, name])
      }}
      noValidate
      class="stack"
      aria-busy={busy}
    >
      {blocked && <FormError>{blocked}</FormError>}
      {errors[''] && <FormError id={formErrorId}>{errors['']}</FormError>}
      <FormErrors.Provider value={{ errors: shown, suspect, formErrorId }}>
        {children}
      </FormErrors.Provider>
      <div class="bar form-actions">
        {submitLast && secondary}
        {/* Not `disabled` while busy: a disabled button loses the focus. */}
        <button
          type="submit"
          class={`button${danger ? ' danger' : quiet ? ' secondary' : ''}`}
          aria-disabled={busy}
        >
          {busy ? busyLabel : submitLabel}
        </button>
        {!submitLast && secondary}
      </div>
    </form>
  )
}

interface State {
  errors: Errors
  suspect?: string | undefined
}

const noErrors: State = { errors: {} }

function valuesOf(form: HTMLFormElement): Values {
  const entries = [...new FormData(form)]
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))
}

/** The errors that the browser finds, in our own words. */
function validate(form: HTMLFormElement): Errors {
  const inputs = [...form.elements].filter((element) => element instanceof HTMLInputElement)
  return Object.fromEntries(
    inputs
      .filter(({ validity }) => !validity.valid)
      .map((input) => [input.name, invalidMessage(input)]),
  )
}

function invalidMessage({ validity, type, dataset }: HTMLInputElement): string {
  if (validity.valueMissing) return dataset.missing ?? t('field.required')
  return type === 'email' ? t('field.email') : t('field.other')
}

/** The fields that a problem concerns, if the problem names none. The first field that the form has shows the error. */
const fieldsByCode: Partial<Record<ProblemCode, string[]>> = {
  username_taken: ['username'],
  email_taken: ['email'],
  password_not_allowed: ['new_password', 'password'],
  current_password_incorrect: ['current_password', 'password'],
  setup_token_invalid: ['setup_token'],
  invalid_code: ['code'],
  code_expired: ['code'],
  invalid_second_factor: ['code', 'recovery_code'],
  no_changes: ['email', 'new_password'],
  invitation_invalid: ['invitation'],
}

/** The field to correct after an error of the whole form. */
const suspectsByCode: Partial<Record<ProblemCode, string>> = { invalid_credentials: 'password' }

function errorState(error: unknown, form: HTMLFormElement): State {
  if (error instanceof InputError) return { errors: { [error.field]: error.message } }
  const message = errorMessage(error)
  if (!(error instanceof ProblemError)) return { errors: { '': message } }
  const hasField = (name: string) =>
    form.querySelector(`input[name="${name}"]:not([type="hidden"])`) !== null
  const fieldErrors = error.errors.filter(({ path }) => path !== '' && hasField(path))
  if (fieldErrors.length > 0) {
    const errors = fieldErrors.map(({ path }) => [path, fieldMessage(path)])
    return { errors: Object.fromEntries(errors) }
  }
  const errors = { [fieldsByCode[error.code]?.find(hasField) ?? '']: message }
  return { errors, suspect: suspectsByCode[error.code] }
}
