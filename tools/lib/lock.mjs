import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'

/** Milliseconds in which whoever holds a lock on this machine says so. */
const patience = 2000

/**
 * Keeps a directory for this process until it ends: two servers on one database fail with SQLITE_BUSY. The file in it names
 * a port of this machine on which the holder answers with the lock's own id, so a file that a crash left locks nobody out,
 * whichever process has the old one's number now.
 * @param {string} directory is made if it is not there
 * @param {string} address of what is served, for whoever comes second
 * @returns {Promise<string | undefined>} nothing, or the address that the holder serves
 */
export async function lock(directory, address) {
  mkdirSync(directory, { recursive: true })
  const file = join(directory, 'latchkey-start.json')
  const id = randomUUID()
  const server = createServer((socket) => socket.on('error', () => {}).end(id)).unref()
  await new Promise((resolve, reject) =>
    server.once('error', reject).listen(0, '127.0.0.1', resolve),
  )
  const mine = JSON.stringify({ id, port: server.address().port, address })
  for (;;) {
    try {
      writeFileSync(file, mine, { flag: 'wx' })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
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

/** The address in a lock's file if its process still runs. */
async function holderOf(file) {
  // Written a moment ago, it may still be empty.
  let found = read(file)
  for (let tries = 0; !found && tries < 10; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    found = read(file)
  }
  if (!found) return undefined
  return (await answerOn(found.port)) === found.id ? found.address : undefined
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function answerOn(port) {
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
