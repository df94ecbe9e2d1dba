import type { ComponentChildren, InputHTMLAttributes } from 'preact'
import { useId, useState } from 'preact/hooks'
import { instance } from '../lib/state.ts'
import { useFieldError } from './form.tsx'

/** One type for all kinds of input: Preact's union of types does not accept a `type` that is a variable. */
type InputProps = InputHTMLAttributes<HTMLInputElement>

interface Props {
  name: string
  label: string
  hint?: ComponentChildren
  type?: 'text' | 'email' | 'search' | 'datetime-local'
  autocomplete?: InputProps['autocomplete']
  inputmode?: 'text' | 'numeric' | 'email'
  required?: boolean
  autofocus?: boolean
  value?: string
}

/** An input with its label, hint and error. */
export function Field({ label, hint, value, type = 'text', ...input }: Props) {
  const { id, error, aria } = useField(input.name, hint)
  return (
    <FieldLayout id={id} label={label} hint={hint} error={error}>
      <input
        {...({ ...input, ...aria, id, type } as InputProps)}
        defaultValue={value ?? ''}
        spellcheck={false}
        autocapitalize="none"
      />
    </FieldLayout>
  )
}

interface PasswordProps extends Pick<Props, 'name' | 'label' | 'hint' | 'autofocus'> {
  autocomplete: 'current-password' | 'new-password'
}

/** A password input with a button that shows the password. */
export function PasswordField({ name, label, hint, autocomplete, autofocus }: PasswordProps) {
  const { id, error, aria } = useField(name, hint)
  const [visible, setVisible] = useState(false)
  return (
    <FieldLayout id={id} label={label} hint={hint} error={error}>
      <div class="password">
        <input
          {...({ ...aria, id, name, type: visible ? 'text' : 'password' } as InputProps)}
          autocomplete={autocomplete}
          autofocus={autofocus}
          autocapitalize="none"
          spellcheck={false}
          required
        />
        <button
          type="button"
          class="button quiet"
          aria-label={`${visible ? 'Hide' : 'Show'} ${label.toLowerCase()}`}
          aria-controls={id}
          onClick={() => setVisible(!visible)}
        >
          {visible ? 'Hide' : 'Show'}
        </button>
      </div>
    </FieldLayout>
  )
}

/** A field for a new password. The hint has the minimum length; the API reports other rules when a password breaks them. */
export function NewPasswordField({ name, label }: Pick<Props, 'name' | 'label'>) {
  const hint = `Use at least ${instance.password_min_length} characters. A few words are easier to remember than symbols.`
  return <PasswordField name={name} label={label} hint={hint} autocomplete="new-password" />
}

interface SelectProps extends Pick<Props, 'name' | 'label' | 'value'> {
  /** Labels by value. */
  options: Record<string, string>
}

export function Select({ name, label, value, options }: SelectProps) {
  const id = useId()
  return (
    <FieldLayout id={id} label={label}>
      <select id={id} name={name}>
        {Object.entries(options).map(([key, text]) => (
          <option key={key} value={key} selected={key === value}>
            {text}
          </option>
        ))}
      </select>
    </FieldLayout>
  )
}

/** The username for password managers, in a form that has no visible username field. */
export function HiddenUsername({ value }: { value: string | null }) {
  return (
    <input
      class="hidden"
      type="text"
      name="username"
      autocomplete="username"
      value={value ?? ''}
      readOnly
      tabIndex={-1}
      aria-hidden="true"
    />
  )
}

function useField(name: string, hint: ComponentChildren) {
  const id = useId()
  const { error, formErrorId } = useFieldError(name)
  const ids = [hint && `${id}-hint`, error && `${id}-error`, formErrorId]
  const describedBy = ids.filter(Boolean).join(' ')
  return {
    id,
    error,
    aria: {
      'aria-invalid': error !== undefined || formErrorId !== undefined,
      ...(describedBy && { 'aria-describedby': describedBy }),
    },
  }
}

interface LayoutProps {
  id: string
  label: string
  hint?: ComponentChildren
  error?: string | undefined
  children: ComponentChildren
}

function FieldLayout({ id, label, hint, error, children }: LayoutProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}
