import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'
import { type DefaultAccount, documented } from './default-accounts.ts'

/**
 * Waits until the Worker responds, then describes what it serves.
 * @param address the origin
 * @param accounts default accounts that accept their documented password
 * @param signal is aborted when the Worker ends
 * @returns undefined after an abort
 */
export async function greeting(
  address: string,
  accounts: DefaultAccount[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const get = (path: string) => response(address + path, signal)
  try {
    const { status } = await get('/health')
    if (status !== 200) return unhealthy(address, status)
    const [page, description] = await Promise.all([get('/'), get('/openapi.json')])
    const paths = description.status === 200 ? JSON.parse(description.body).paths : {}
    const served = accounts.filter(({ api }) => paths[ownPaths[api]])
    return welcome(address, page.status !== 404, served)
  } catch (error) {
    if (signal.aborted) return undefined
    throw error
  }
}

/** A path that only one API has: it shows whether the API is served, wherever the setting APIS comes from. */
const ownPaths = { asyncat: '/api/auth/first-run', lncrawl: '/api/auth/signup' }

interface Response {
  status: number
  body: string
}

/** The first response of the Worker. Rejects after an abort. */
async function response(url: string, signal: AbortSignal): Promise<Response> {
  const get = url.startsWith('https') ? getHttps : getHttp
  for (;;) {
    signal.throwIfAborted()
    const found = await new Promise<Response | undefined>((resolve) => {
      get(url, { rejectUnauthorized: false, signal }, (message) => {
        let body = ''
        message.setEncoding('utf8').on('data', (text) => {
          body += text
        })
        message.on('error', () => resolve(undefined))
        message.on('end', () => resolve({ status: message.statusCode ?? 0, body }))
      }).on('error', () => resolve(undefined))
    })
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function welcome(address: string, hasPages: boolean, accounts: DefaultAccount[]): string {
  return `
Latchkey is ready on ${address}
${hasPages ? `\n  Open ${address}/ in a browser to set up the first administrator or to sign in.\n` : ''}${defaultAccounts(address, accounts)}
  All endpoints:  ${address}/openapi.json
  Mail is not sent. The path of each written message is printed here.
  Stop with Ctrl-C.
`
}

function defaultAccounts(address: string, accounts: DefaultAccount[]): string {
  const [first] = accounts
  if (!first) return ''
  const width = Math.max(...documented.map(({ name }) => name.length))
  const lines = accounts.map(
    ({ name, email, password }) => `    ${name.padEnd(width)}   ${email} / ${password}\n`,
  )
  return `
  Default accounts, until the first administrator is set up or a password is changed:
${lines.join('')}  Try one:
    curl ${address}/api/auth/login -H 'Content-Type: application/json' \\
      -d '${JSON.stringify({ email: first.email, password: first.password })}'
`
}

function unhealthy(address: string, status: number): string {
  return `\nLatchkey runs on ${address}, but GET /health returns ${status}. The log names the reason.\n`
}
