import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** True when somebody sits there who can be asked. */
export const canAsk = Boolean(process.stdin.isTTY && process.stdout.isTTY)

/** Asks on the terminal. */
export async function ask(question) {
  const terminal = open(process.stdout)
  const answer = await terminal.question(question)
  terminal.close()
  return answer
}

/** Asks for a password twice; nothing of it is shown. */
export async function askPassword() {
  // One interface for all of it: between two, the terminal itself would show what is typed.
  const terminal = open(new Writable({ write: (_chunk, _encoding, done) => done() }))
  const secretly = async (question) => {
    process.stdout.write(question)
    const answer = await terminal.question('')
    process.stdout.write('\n')
    return answer
  }
  for (;;) {
    const password = await secretly('Password: ')
    if (password === (await secretly('The same again: '))) {
      terminal.close()
      return password
    }
    console.log('The two differ.')
  }
}

function open(output) {
  const terminal = createInterface({ input: process.stdin, output, terminal: true })
  terminal.on('SIGINT', () => process.exit(130))
  return terminal
}
