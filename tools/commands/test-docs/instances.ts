import type { Block } from './page.ts'
import type { Terminal } from './terminal.ts'

/** The instances of Latchkey that pages serve. A page uses that of the page before if it has the same command. */
export interface Instances {
  serve(block: Block & { readyWhen: string }, command: string): ReturnType<Terminal['serve']>
  /** Stops all instances but that of a page. */
  stopOthers(page: Block[]): Promise<void>
}

export function isInstance({ code, readyWhen }: Block): boolean {
  return readyWhen !== undefined && code.startsWith('npm start')
}

/** The command of the first instance of a page; empty if it has none. */
export function instanceOf(page: Block[]): string {
  return page.find(isInstance)?.code ?? ''
}

/** @param open opens the terminal of another instance */
export function instances(open: () => Terminal): Instances {
  const terminals = new Map<string, Terminal>()
  return {
    async serve({ code, readyWhen }, command) {
      if (terminals.has(code)) return { ok: true, output: '' }
      const terminal = open()
      const result = await terminal.serve(command, readyWhen)
      if (result.ok) terminals.set(code, terminal)
      else await terminal.close()
      return result
    },
    async stopOthers(page) {
      for (const [code, terminal] of terminals) {
        if (code === instanceOf(page)) continue
        terminals.delete(code)
        await terminal.close()
      }
    },
  }
}
