import { number } from './report.mjs'

const width = 30

/**
 * Says how far it is: a bar that moves on a terminal, a line for each step anywhere else.
 * @param {number} size bytes of the file
 * @param {NodeJS.WriteStream} output
 */
export function progress(size, output = process.stdout) {
  let read = 0
  return {
    read(bytes) {
      read += bytes
    },
    step(rows, words) {
      const share = size > 0 ? Math.min(read / size, 1) : 1
      const percent = `${Math.floor(share * 100)} %`.padStart(5)
      const text = `${percent}  ${number(rows)} read, ${words}`
      if (!output.isTTY) return output.write(`${text.trim()}\n`)
      const full = Math.round(share * width)
      output.write(`\r\x1b[K${'█'.repeat(full)}${'░'.repeat(width - full)} ${text}`)
    },
    end() {
      if (output.isTTY) output.write('\r\x1b[K')
    },
  }
}
