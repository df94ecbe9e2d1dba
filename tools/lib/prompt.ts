import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** True if a user can answer on a terminal. */
export const canAsk = Boolean(process.stdin.isTTY && process.stdout.isTTY)

/** Asks on the terminal. */
export async function ask(question: string): Promise<string> {
  const terminal = open(process.stdout)
  const answer = await terminal.question(question)
  terminal.close()
  return answer
}

/** Asks for a password twice, without echo. */
export async function askPassword(): Promise<string> {
  // One interface for both questions: between two interfaces the terminal itself would echo.
  const terminal = open(new Writable({ write: (_chunk, _encoding, done) => done() }))
  const askHidden = async (question: string) => {
    process.stdout.write(question)
    const answer = await terminal.question('')
    process.stdout.write('\n')
    return answer
  }
  for (;;) {
    const password = await askHidden('Password: ')
    if (password === (await askHidden('Repeat the password: '))) {
      terminal.close()
      return password
    }
    console.log('The passwords do not match.')
  }
}

function open(output: NodeJS.WritableStream) {
  const terminal = createInterface({ input: process.stdin, output, terminal: true })
  terminal.on('SIGINT', () => process.exit(130))
  return terminal
}
