import { plain } from '../../lib/wrangler.mjs'

/** Milliseconds without another line after which a report is complete: wrangler writes it at once. */
const pause = 100

/**
 * Makes one line of each report of a failed build among what wrangler prints to stderr. esbuild's own has six lines for each
 * error, and a `git stash` causes dozens that are gone a moment later.
 * @param {(line: string) => void} say prints a line
 */
export function createBuildErrors(say) {
  let report
  let timer
  let failed = false

  function flush() {
    clearTimeout(timer)
    if (!report) return
    const { count, message = 'unknown', place } = report
    report = undefined
    const where = place ? ` (${place})` : ''
    const others = count > 1 ? `, and ${count - 1} more` : ''
    say(
      `The sources do not build: ${message}${where}${others}. Correct them, and it loads again. All errors: npm run check`,
    )
  }

  return {
    /** Takes the next line of stderr. */
    take(line) {
      const text = plain(line)
      const [, count] = /\[ERROR\]\s*Build failed with (\d+) errors?:/.exec(text) ?? []
      if (count) {
        flush()
        failed = true
        report = { count: Number(count) }
      } else if (report && /^(\s|$)/.test(text)) {
        report.message ??= /\[ERROR\]\s*(.+)/.exec(text)?.[1]
        report.place ??= /^\s+(\S+:\d+:\d+):$/.exec(text)?.[1]
      } else {
        flush()
        return say(line)
      }
      clearTimeout(timer)
      timer = setTimeout(flush, pause)
    },
    /** At the end of stderr. @returns {boolean} whether a build has failed */
    end() {
      flush()
      return failed
    },
  }
}
