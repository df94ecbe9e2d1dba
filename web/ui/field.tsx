import type { ComponentChildren, InputHTMLAttributes } from 'preact'
import { useId, useState } from 'preact/hooks'
import { useFailure } from './form.tsx'

/** One type for all kinds of input: Preact's own are a union, which a kind that is not constant fits nowhere in. */
type Input = InputHTMLAttributes<HTMLInputElement>

interface Facts {
  name: string
  label: string
  hint?: ComponentChildren
  /** What to say when what was typed has not the right form. */
  title?: string
  type?: 'text' | 'email' | 'search' | 'datetime-local'
  autocomplete?: Input['autocomplete']
  inputmode?: 'text' | 'numeric' | 'email'
  required?: boolean
  autofocus?: boolean
  value?: string
  maxLength?: number
  pattern?: string
}

/** One field with its label, its hint and what is wrong with it. */
export function Field({ label, hint, value, type = 'text', ...input }: Facts) {
  const { id, failure, described } = useField(input.name, hint)
  return (
    <Labelled id={id} label={label} hint={hint} failure={failure}>
      <input
        {...({ ...input, ...described, id, type } as Input)}
        defaultValue={value ?? ''}
        spellcheck={false}
        autocapitalize="none"
        title={type === 'email' ? wrongAddress : input.title}
      />
    </Labelled>
  )
}

const wrongAddress = 'This is not an e-mail address. One looks like name@example.com.'

interface PasswordFacts extends Pick<Facts, 'name' | 'label' | 'hint' | 'autofocus'> {
  autocomplete: 'current-password' | 'new-password'
}

/** A password, which whoever types it can look at. */
export function PasswordField({ name, label, hint, autocomplete, autofocus }: PasswordFacts) {
  const { id, failure, described } = useField(name, hint)
  const [visible, setVisible] = useState(false)
  return (
    <Labelled id={id} label={label} hint={hint} failure={failure}>
      <div class="password">
        <input
          {...({ ...described, id, name, type: visible ? 'text' : 'password' } as Input)}
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
    </Labelled>
  )
}

interface ChoiceFacts extends Pick<Facts, 'name' | 'label' | 'value'> {
  /** Values and what they are called. */
  choices: Record<string, string>
}

/** One of a few. */
export function Choice({ name, label, value, choices }: ChoiceFacts) {
  const id = useId()
  return (
    <Labelled id={id} label={label}>
      <select id={id} name={name}>
        {Object.entries(choices).map(([key, text]) => (
          <option key={key} value={key} selected={key === value}>
            {text}
          </option>
        ))}
      </select>
    </Labelled>
  )
}

/** For password managers: whose password the form is about, where nobody has to type that. */
export function WhoseField({ name }: { name: string | null }) {
  return (
    <input
      class="aside"
      type="text"
      name="username"
      autocomplete="username"
      value={name ?? ''}
      readOnly
      tabIndex={-1}
      aria-hidden="true"
    />
  )
}

function useField(name: string, hint: ComponentChildren) {
  const id = useId()
  const { failure, elsewhere } = useFailure(name)
  const describing = [hint && `${id}-hint`, failure && `${id}-failure`, elsewhere]
  const describedBy = describing.filter(Boolean).join(' ')
  return {
    id,
    failure,
    described: {
      'aria-invalid': failure !== undefined || elsewhere !== undefined,
      ...(describedBy && { 'aria-describedby': describedBy }),
    },
  }
}

interface LabelledFacts {
  id: string
  label: string
  hint?: ComponentChildren
  failure?: string | undefined
  children: ComponentChildren
}

function Labelled({ id, label, hint, failure, children }: LabelledFacts) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {failure && (
        <p class="failure" id={`${id}-failure`}>
          {failure}
        </p>
      )}
    </div>
  )
}
