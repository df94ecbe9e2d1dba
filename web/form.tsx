import { type ComponentChildren, createContext } from 'preact'
import { useContext, useEffect, useRef, useState } from 'preact/hooks'
import { type ProblemCode, ProblemError } from '../client/client.ts'
import { sentenceOf } from './words.ts'

/** What was typed, by the names of the fields, which are those of the API. */
export type Values = Record<string, string>

/** A field that was left empty is one that was not given. */
export function filled(value: string | undefined): string | undefined {
  return value?.trim() || undefined
}

/** What is wrong, by field; '' is what is wrong with the form as a whole. */
type Failures = Record<string, string>

interface Facts {
  /** What the button says, and what it says while something is under way. */
  submit: string
  busy: string
  /** Rejects with a ProblemError, which is then shown where it belongs. */
  action: (values: Values) => Promise<unknown>
  children?: ComponentChildren
  /** Beside the button. */
  aside?: ComponentChildren
  danger?: boolean
  /** Empties the fields once done: passwords, mostly. */
  clear?: boolean
}

const Failing = createContext<Failures>({})

/** What is wrong with a field; undefined: nothing that is known. */
export function useFailure(name: string): string | undefined {
  return useContext(Failing)[name]
}

/**
 * A real form, so that password managers and the Enter key work. What is wrong stands beside its field, and the
 * first wrong one has the focus; what is about no field stands above the button.
 */
export function Form({ submit, busy, action, children, aside, danger, clear }: Facts) {
  const form = useRef<HTMLFormElement>(null)
  const [failures, setFailures] = useState<Failures>({})
  const [working, setWorking] = useState(false)
  // State is a render behind: a second click in between must not send the form again.
  const sending = useRef(false)

  useEffect(() => {
    if (Object.keys(failures).length === 0) return
    const wrong = '[aria-invalid="true"], [role="alert"]'
    form.current?.querySelector<HTMLElement>(wrong)?.focus()
  }, [failures])

  async function send(event: Event) {
    event.preventDefault()
    const { current } = form
    if (!current || sending.current) return
    const wrong = missing(current)
    if (Object.keys(wrong).length > 0) return setFailures(wrong)
    sending.current = true
    setWorking(true)
    setFailures({})
    try {
      await action(valuesOf(current))
      if (clear) current.reset()
    } catch (error) {
      setFailures(placed(error, current))
    } finally {
      sending.current = false
      setWorking(false)
    }
  }

  return (
    <form ref={form} onSubmit={send} noValidate class="stack" aria-busy={working}>
      <Failing.Provider value={failures}>{children}</Failing.Provider>
      {failures[''] && (
        <p class="problem" role="alert" tabIndex={-1}>
          {failures['']}
        </p>
      )}
      <div class="row">
        {/* Not disabled while it works: that would take the focus away. */}
        <button type="submit" class={danger ? 'button danger' : 'button'} aria-disabled={working}>
          {working ? busy : submit}
        </button>
        {aside}
      </div>
    </form>
  )
}

function valuesOf(form: HTMLFormElement): Values {
  const entries = [...new FormData(form)]
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))
}

/** What the browser itself knows to be wrong, in words of ours. */
function missing(form: HTMLFormElement): Failures {
  const inputs = [...form.elements].filter((element) => element instanceof HTMLInputElement)
  return Object.fromEntries(
    inputs
      .filter(({ validity }) => !validity.valid)
      .map(({ name, validity, title }) => [
        name,
        validity.valueMissing ? 'Fill this in.' : title || 'This is not valid.',
      ]),
  )
}

/** The fields that a problem without a field of its own is about, the first that the form has. */
const fieldsOf: Partial<Record<ProblemCode, string[]>> = {
  username_taken: ['username'],
  email_taken: ['email'],
  password_refused: ['new_password', 'password'],
  wrong_password: ['current_password', 'password'],
  setup_token_invalid: ['setup_token'],
  otp_wrong: ['code'],
  no_open_code: ['code'],
  nothing_to_change: ['email'],
  referrer_invalid: ['referrer'],
}

function placed(error: unknown, form: HTMLFormElement): Failures {
  const sentence = sentenceOf(error)
  if (!(error instanceof ProblemError)) return { '': sentence }
  const has = (name: string) =>
    form.querySelector(`input[name="${name}"]:not([type="hidden"])`) !== null
  const told = error.errors.filter(({ path }) => path !== '' && has(path))
  if (told.length > 0) {
    return Object.fromEntries(told.map(({ path, message }) => [path, `It ${message}.`]))
  }
  return { [fieldsOf[error.code]?.find(has) ?? '']: sentence }
}
