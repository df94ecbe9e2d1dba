import type { Course, Model } from './model.ts'

/** One way that actions can go side by side: what each is answered, and how things are afterwards. */
export interface Ending {
  answers: string[]
  model: Model
}

/** Every way. */
export function endings(before: Model, courses: Course[]): Ending[] {
  const found = new Map<string, Ending>()
  explore([])
  return [...found.values()]

  /** Plays the turns that are chosen; where a choice is left, makes each. */
  function explore(turns: number[]): void {
    const model = structuredClone(before)
    const going = courses.map((course) => course(model))
    const answers: (string | undefined)[] = courses.map(() => undefined)
    for (const turn of turns) {
      const { done, value } = going[turn]?.next() ?? { done: true, value: '' }
      if (done) answers[turn] = value
    }
    const open = courses.flatMap((_, index) => (answers[index] === undefined ? [index] : []))
    for (const turn of open) explore([...turns, turn])
    if (open.length > 0) return
    const ending = { answers: answers.map(String), model }
    found.set(JSON.stringify([ending.answers, ...Object.values(model).map(plain)]), ending)
  }
}

function plain(part: unknown): unknown {
  return part instanceof Map ? [...part].toSorted() : part
}
