import { type ComponentChildren, createContext } from 'preact'
import { useContext, useEffect, useId, useRef, useState } from 'preact/hooks'
import { type ProblemCode, ProblemError } from '../../client/client.ts'
import { sentenceOf } from '../lib/error-message.ts'
import { forgetTyping, noteTyping } from '../lib/unsaved.ts'

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
  /** The button does what cannot be undone, so it comes last. */
  danger?: boolean
  /** Why the form cannot be sent at all: said from the start. */
  refused?: string | undefined
  /** Empties the fields once done: passwords, mostly. */
  clear?: boolean
}

interface Context {
  failures: Failures
  /** The field to type into again after a failure that is about no single field, and where that is described. */
  suspect: string | undefined
  problemId: string
}

const Failing = createContext<Context>({ failures: {}, suspect: undefined, problemId: '' })

/** What is wrong with a field, if that is known, and the id of what else describes why it may be wrong. */
export function useFailure(name: string): { failure?: string | undefined; elsewhere?: string } {
  const { failures, suspect, problemId } = useContext(Failing)
  return { failure: failures[name], ...(suspect === name && { elsewhere: problemId }) }
}

/**
 * A real form, so that password managers and the Enter key work. What is wrong stands beside its field, and the
 * first wrong one has the focus, ready to be typed over; what is about no field stands above the button.
 */
export function Form(facts: Facts) {
  const { submit, busy, action, children, aside, danger, clear, refused } = facts
  const form = useRef<HTMLFormElement>(null)
  const problemId = useId()
  const [{ failures, suspect }, setState] = useState<Outcome>(nothingWrong)
  const [working, setWorking] = useState(false)
  // State is a render behind: a second click in between must not send the form again.
  const sending = useRef(false)

  useEffect(() => {
    if (Object.keys(failures).length === 0) return
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')
    wrong?.focus()
    if (wrong instanceof HTMLInputElement) wrong.select()
  }, [failures])

  async function send(event: Event) {
    event.preventDefault()
    const { current } = form
    if (!current || sending.current) return
    if (refused) return current.querySelector<HTMLElement>('[role="alert"]')?.focus()
    const wrong = missing(current)
    if (Object.keys(wrong).length > 0) return setState({ failures: wrong })
    sending.current = true
    setWorking(true)
    setState(nothingWrong)
    try {
      await action(valuesOf(current))
      forgetTyping(current)
      if (clear) current.reset()
    } catch (error) {
      setState(placed(error, current))
    } finally {
      sending.current = false
      setWorking(false)
    }
  }

  return (
    <form
      ref={form}
      onSubmit={send}
      onInput={(event) => noteTyping(event.currentTarget, event)}
      noValidate
      class="stack"
      aria-busy={working}
    >
      {refused && (
        <p class="problem" role="alert" tabIndex={-1}>
          {refused}
        </p>
      )}
      <Failing.Provider value={{ failures, suspect, problemId }}>{children}</Failing.Provider>
      {failures[''] && (
        <p class="problem" role="alert" tabIndex={-1} id={problemId}>
          {failures['']}
        </p>
      )}
      <div class="row">
        {danger && aside}
        {/* Not disabled while it works: that would take the focus away. */}
        <button type="submit" class={danger ? 'button danger' : 'button'} aria-disabled={working}>
          {working ? busy : submit}
        </button>
        {!danger && aside}
      </div>
    </form>
  )
}

interface Outcome {
  failures: Failures
  suspect?: string | undefined
}

const nothingWrong: Outcome = { failures: {} }

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

/** The field to type into again after a problem that is about the form as a whole. */
const suspects: Partial<Record<ProblemCode, string>> = { invalid_credentials: 'password' }

function placed(error: unknown, form: HTMLFormElement): Outcome {
  const sentence = sentenceOf(error)
  if (!(error instanceof ProblemError)) return { failures: { '': sentence } }
  const has = (name: string) =>
    form.querySelector(`input[name="${name}"]:not([type="hidden"])`) !== null
  const told = error.errors.filter(({ path }) => path !== '' && has(path))
  if (told.length > 0) {
    const failures = told.map(({ path, message }) => [path, `It ${message}.`])
    return { failures: Object.fromEntries(failures) }
  }
  const failures = { [fieldsOf[error.code]?.find(has) ?? '']: sentence }
  return { failures, suspect: suspects[error.code] }
}
