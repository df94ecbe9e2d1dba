import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { portOf } from '../../lib/port.ts'

/** Milliseconds that the holder of a lock has to answer. */
const patience = 2000

interface Lock {
  id: string
  port: number
  address: string
}

/**
 * Locks a directory for this process until it ends: two servers on one database fail with SQLITE_BUSY. The lock file names a
 * local port on which the holder answers with the id of the lock. A file that remains after a crash therefore locks no one
 * out, even if another process has reused the process id.
 * @param directory is created if it does not exist
 * @param address what is served, for the message to a second process
 * @returns undefined, or the address that the present holder serves
 */
export async function lock(directory: string, address: string): Promise<string | undefined> {
  mkdirSync(directory, { recursive: true })
  const file = join(directory, 'latchkey-start.json')
  const id = randomUUID()
  const server = createServer((socket) => socket.on('error', () => {}).end(id)).unref()
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(0, '127.0.0.1', resolve),
  )
  const mine: Lock = { id, port: portOf(server), address }
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(mine), { flag: 'wx' })
      break
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const holder = await holderOf(file)
    if (holder) {
      server.close()
      return holder
    }
    rmSync(file, { force: true })
  }
  process.once('exit', () => {
    if (read(file)?.id === id) rmSync(file, { force: true })
  })
  return undefined
}

/** The address in a lock file if its process still runs. */
async function holderOf(file: string): Promise<string | undefined> {
  // A file that was just created may still be empty.
  let found = read(file)
  for (let tries = 0; !found && tries < 10; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    found = read(file)
  }
  if (!found) return undefined
  return (await answerOn(found.port)) === found.id ? found.address : undefined
}

function read(file: string): Lock | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function answerOn(port: number): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect({ port, host: '127.0.0.1' })
    socket.setTimeout(patience, () => socket.destroy())
    socket.setEncoding('utf8').on('data', (text) => {
      answer += text
    })
    socket.on('error', () => {}).on('close', () => resolve(answer))
  })
}
