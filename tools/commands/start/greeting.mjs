import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'
import { documented } from './default-accounts.mjs'

/**
 * Waits until the Worker answers, then says what is there.
 * @param {string} address
 * @param {typeof documented} accounts default accounts that nobody has locked yet
 * @param {AbortSignal} signal when nobody is left to answer
 * @returns {Promise<string | undefined>} undefined once aborted
 */
export async function greeting(address, accounts, signal) {
  try {
    const { status } = await answered(`${address}/health`, signal)
    if (status !== 200) return unwell(address, status)
    const [page, description] = await Promise.all(
      ['/', '/openapi.json'].map((path) => answered(address + path, signal)),
    )
    const paths = description.status === 200 ? JSON.parse(description.body).paths : {}
    const served = accounts.filter(({ api }) => paths[ownPaths[api]])
    return welcome(address, page.status !== 404, served)
  } catch (error) {
    if (signal.aborted) return undefined
    throw error
  }
}

/** Paths that only one document has: whatever APIS says, and wherever it says it, they show what is served. */
const ownPaths = { asyncat: '/api/auth/first-run', lncrawl: '/api/auth/signup' }

/** The first answer; rejects when there is nobody left to answer. */
async function answered(url, signal) {
  const get = url.startsWith('https') ? getHttps : getHttp
  for (;;) {
    signal.throwIfAborted()
    const answer = await new Promise((resolve) => {
      get(url, { rejectUnauthorized: false, signal }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (text) => {
          body += text
        })
        response.on('error', () => resolve(undefined))
        response.on('end', () => resolve({ status: response.statusCode, body }))
      }).on('error', () => resolve(undefined))
    })
    if (answer !== undefined) return answer
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function welcome(address, hasPages, accounts) {
  return `
Latchkey is ready on ${address}
${hasPages ? `\n  Open ${address}/ in a browser: it sets up the first administrator, or signs in.\n` : ''}${accounts.length > 0 ? offered(address, accounts) : ''}
  All endpoints:  ${address}/openapi.json
  Mail is not sent: the path of each written message is printed here.
  Stop with Ctrl-C.
`
}

function offered(address, accounts) {
  const width = Math.max(...documented.map(({ name }) => name.length))
  const lines = accounts.map(
    ({ name, email, password }) => `    ${name.padEnd(width)}   ${email} / ${password}\n`,
  )
  const [{ email, password }] = accounts
  return `
  Default accounts, until the first administrator is set up or a password is changed:
${lines.join('')}  Try one:
    curl ${address}/api/auth/login -H 'Content-Type: application/json' \\
      -d '${JSON.stringify({ email, password })}'
`
}

function unwell(address, status) {
  return `\nLatchkey runs on ${address}, but GET /health says ${status}: the log names the reason.\n`
}
