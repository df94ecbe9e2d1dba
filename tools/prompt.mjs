import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** True when somebody sits there who can be asked. */
export const canAsk = Boolean(process.stdin.isTTY && process.stdout.isTTY)

/** Asks on the terminal. */
export function ask(question) {
  return read(question, process.stdout)
}

/** Asks for a password twice; nothing of it is shown. */
export async function askPassword() {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const secretly = async (question) => {
    process.stdout.write(question)
    const answer = await read('', silent)
    process.stdout.write('\n')
    return answer
  }
  for (;;) {
    const password = await secretly('Password: ')
    if (password === (await secretly('The same again: '))) return password
    console.log('The two differ.')
  }
}

async function read(question, output) {
  const terminal = createInterface({ input: process.stdin, output, terminal: true })
  terminal.on('SIGINT', () => process.exit(130))
  const answer = await terminal.question(question)
  terminal.close()
  return answer
}
