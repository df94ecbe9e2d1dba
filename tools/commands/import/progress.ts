import { formatNumber } from './report.ts'

const barWidth = 30

/**
 * Shows the progress of reading a file: a bar on a terminal, a line for each batch elsewhere.
 * @param size bytes of the file
 */
export function openProgress(size: number, output: NodeJS.WriteStream = process.stdout) {
  let read = 0
  return {
    addBytes(bytes: number): void {
      read += bytes
    },
    show(rows: number, counts: string): void {
      const share = size > 0 ? Math.min(read / size, 1) : 1
      const percent = `${Math.floor(share * 100)} %`.padStart(5)
      const text = `${percent}  ${formatNumber(rows)} read, ${counts}`
      if (output.isTTY) {
        const full = Math.round(share * barWidth)
        output.write(`\r\x1b[K${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${text}`)
      } else output.write(`${text.trim()}\n`)
    },
    end(): void {
      if (output.isTTY) output.write('\r\x1b[K')
    },
  }
}
