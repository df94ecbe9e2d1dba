import type { ComponentChildren, InputHTMLAttributes } from 'preact'
import { useId } from 'preact/hooks'
import { Icon } from '../icon.tsx'
import { alert } from '../icons.ts'
import { useFieldError } from './form.tsx'

/** One type for all kinds of input: Preact's union of types does not accept a `type` that is a variable. */
export type InputProps = InputHTMLAttributes<HTMLInputElement>

export interface FieldProps {
  name: string
  label: string
  /** At the end of the label's line, such as a link "Forgot password?". */
  labelEnd?: ComponentChildren
  hint?: ComponentChildren
  /** The error of an empty required field, such as "Enter your first name." */
  missing?: string
  autofocus?: boolean
}

interface Props extends FieldProps {
  type?: 'text' | 'email' | 'datetime-local'
  autocomplete?: InputProps['autocomplete']
  inputmode?: 'text' | 'numeric' | 'email'
  required?: boolean
  value?: string
  placeholder?: string
  maxlength?: number
}

/** An input with its label, hint and error. */
export function Field({ label, labelEnd, hint, missing, value, type = 'text', ...input }: Props) {
  const { aria, ...layout } = useField(input.name, hint)
  return (
    <FieldLayout {...layout} label={label} labelEnd={labelEnd} hint={hint}>
      <div class="input">
        <input
          {...({ ...input, ...aria, type, 'data-missing': missing } as InputProps)}
          id={layout.id}
          defaultValue={value ?? ''}
          spellcheck={false}
          autocapitalize="none"
        />
      </div>
    </FieldLayout>
  )
}

interface SelectProps extends Pick<Props, 'name' | 'label' | 'hint' | 'value'> {
  /** Labels by value. */
  options: Record<string, string>
}

export function Select({ name, label, hint, value, options }: SelectProps) {
  const { aria, ...layout } = useField(name, hint)
  return (
    <FieldLayout {...layout} label={label} hint={hint}>
      <select {...aria} class="input" id={layout.id} name={name}>
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

/** The id, the error and the ARIA attributes of the input of a field. `more` are ids of further descriptions. */
export function useField(name: string, hint: ComponentChildren, ...more: string[]) {
  const id = useId()
  const { error, formErrorId } = useFieldError(name)
  const ids = [error && `${id}-error`, formErrorId, hint && `${id}-hint`, ...more]
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
  labelEnd?: ComponentChildren
  hint?: ComponentChildren
  error?: string | undefined
  children: ComponentChildren
}

/** The label with what is at the end of its line, the control, and below them the error and the hint. */
export function FieldLayout({ id, label, labelEnd, hint, error, children }: LayoutProps) {
  return (
    <div class="field">
      <label for={id} id={`${id}-label`}>
        {label}
      </label>
      {children}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          <Icon path={alert} />
          {error}
        </p>
      )}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {/* Last, so that the Tab key leads from one field to the next. */}
      {labelEnd && <div class="field-end">{labelEnd}</div>}
    </div>
  )
}
