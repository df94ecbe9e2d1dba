import type { Course, Model } from './model.ts'

/** One possible outcome of parallel actions: the outcome of each, and the state afterwards. */
export interface Ending {
  answers: string[]
  model: Model
}

/** Every possible outcome. */
export function endings(before: Model, courses: Course[]): Ending[] {
  const found = new Map<string, Ending>()
  explore([])
  return [...found.values()]

  /** Runs these turns, and then every possible next turn. */
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
