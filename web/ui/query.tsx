import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { sentenceOf } from '../lib/error-message.ts'

export interface Asked<T> {
  answer: T | undefined
  /** Why there is no answer, or no newer one. */
  problem: string | undefined
  /** Asks again; what is shown stays until the new answer is there. */
  again: () => Promise<void>
}

/** Asks the API as a part of a page opens, and again whenever it is about something else. */
export function useAnswer<T>(ask: () => Promise<T>, about = ''): Asked<T> {
  const [state, setState] = useState<Pick<Asked<T>, 'answer' | 'problem'>>({
    answer: undefined,
    problem: undefined,
  })
  // An answer to an earlier question may come last.
  const latest = useRef(0)
  const again = async () => {
    latest.current += 1
    const question = latest.current
    try {
      const answer = await ask()
      if (question === latest.current) setState({ answer, problem: undefined })
    } catch (error) {
      const problem = sentenceOf(error)
      if (question === latest.current) setState(({ answer }) => ({ answer, problem }))
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: `ask` is another function with every render
  useEffect(() => {
    again()
    return () => {
      latest.current += 1
    }
  }, [about])
  return { ...state, again }
}

interface Facts<T> {
  of: Asked<T>
  children: (answer: T) => ComponentChildren
}

/** The answer once it is there, and until then that it is awaited or why there is none. */
export function Answered<T>({ of: { answer, problem, again }, children }: Facts<T>) {
  return (
    <>
      {problem && (
        <p class="problem" role="alert">
          {problem}{' '}
          <button type="button" class="link" onClick={again}>
            Try again
          </button>
        </p>
      )}
      {answer === undefined ? !problem && <p class="hint">Loading…</p> : children(answer)}
    </>
  )
}
