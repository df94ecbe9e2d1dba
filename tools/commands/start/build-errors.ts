import { plain } from '../../lib/wrangler.ts'

/** Milliseconds after which a report without another line is complete: wrangler writes a report at once. */
const pause = 100

interface Report {
  count: number
  message?: string | undefined
  place?: string | undefined
}

/**
 * Shortens each report of a failed build in wrangler's stderr to one line. esbuild prints six lines for each error, and a
 * `git stash` causes dozens of errors that are gone a moment later.
 * @param print prints a line
 * @returns `take` takes each line of stderr; `end` takes the end of stderr, and returns whether a build has failed
 */
export function createBuildErrors(print: (line: string) => void) {
  let report: Report | undefined
  let timer: NodeJS.Timeout | undefined
  let hasFailed = false

  function flush() {
    clearTimeout(timer)
    if (!report) return
    const { count, message = 'unknown', place } = report
    report = undefined
    const where = place ? ` (${place})` : ''
    const others = count > 1 ? `, and ${count - 1} more` : ''
    print(
      `The sources do not build: ${message}${where}${others}. Correct them to load the Worker again. All errors: npm run check`,
    )
  }

  return {
    take(line: string): void {
      const text = plain(line)
      const [, count] = /\[ERROR\]\s*Build failed with (\d+) errors?:/.exec(text) ?? []
      if (count) {
        flush()
        hasFailed = true
        report = { count: Number(count) }
      } else if (report && /^(\s|$)/.test(text)) {
        report.message ??= /\[ERROR\]\s*(.+)/.exec(text)?.[1]
        report.place ??= /^\s+(\S+:\d+:\d+):$/.exec(text)?.[1]
      } else {
        flush()
        print(line)
        return
      }
      clearTimeout(timer)
      timer = setTimeout(flush, pause)
    },
    end(): boolean {
      flush()
      return hasFailed
    },
  }
}
