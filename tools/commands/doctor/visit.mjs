import { randomUUID } from 'node:crypto'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'

/** Milliseconds an answer may take. */
const usualPatience = 5000
const mostBytes = 1024 * 1024
/** However many a document lists: with these a look takes no more than 40 requests. */
const mostOperations = 16
/** After so many requests without an answer there is nobody to examine. */
const mostFailures = 3

/** A document may be somebody else's, and its paths too. */
const ourPath = /^(\/api)?(\/v1)?\/auth\//

/** Whichever APIs are served. */
const alwaysGuarded = '/api/auth/audit'

const statusPaths = ['/v1/auth/status', '/api/v1/auth/status', '/api/auth/status']

/**
 * Asks a running instance what it answers to strangers. Every request is one that changes nothing: GET, OPTIONS or
 * TRACE, none with a body, a name or a password. Signing in or calling first-run could create a default account.
 * @param {string} url only its origin counts
 * @param {number} patience milliseconds an answer may take
 * @returns facts for `instanceFindings`; only `unreachable`, a sentence, when nobody answers
 */
export async function visit(url, patience = usualPatience) {
  const { origin, protocol, hostname, port } = new URL(url)
  const line = new Line(origin, patience)
  const facts = {
    secure: protocol === 'https:',
    loopback: isLoopback(hostname),
    answers: line.answers,
  }
  try {
    await look(line, facts)
    // On a port of its own TLS has no plain twin.
    if (facts.isLatchkey && facts.secure && port === '') {
      facts.plain = await new Line(`http://${hostname}`, patience).try('GET', '/health')
    }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    return { unreachable: error.message }
  }
  return facts
}

async function look(line, facts) {
  const stranger = `/api/auth/${randomUUID()}`
  facts.health = await line.ask('GET', '/health')
  facts.missing = await line.ask('GET', stranger)
  facts.servesHealth =
    facts.health.json?.status === 'ok' || typeof facts.health.json?.code === 'string'
  facts.isLatchkey = facts.servesHealth || facts.missing.json?.code === 'not_found'
  // Nothing else is served then, or it is not ours to examine.
  if (!facts.isLatchkey || facts.health.json?.code === 'misconfigured') return

  facts.operations = operationsOf(await line.ask('GET', '/openapi.json'))
  facts.gets = []
  for (const { path, guarded } of getsOf(facts.operations)) {
    facts.gets.push({ guarded, answer: await line.ask('GET', path) })
  }
  facts.statuses = []
  for (const path of statusPaths) {
    const known = facts.gets.find(({ answer }) => answer.path === path)
    facts.statuses.push(known?.answer ?? (await line.ask('GET', path)))
  }
  const succeeding = [facts.health, ...facts.statuses].find(
    (answer) => answer.status === 200 && isOurs(answer, facts),
  )
  const usual = succeeding?.path ?? stranger
  const posted = postedOf(facts)

  facts.wrongMethod = await line.ask('GET', posted)
  facts.options = await line.ask('OPTIONS', posted)
  const mark = randomUUID()
  facts.trace = { mark, answer: await line.try('TRACE', usual, { 'X-Doctor': mark }) }
  await line.ask('GET', '/api/auth/%ff')
  await line.ask('GET', '/api/auth/me', { Authorization: `Bearer '"; --` })

  const Origin = `https://${randomUUID()}.invalid`
  const Authorization = `Bearer ${forged()}`
  facts.foreign = [
    await line.ask('GET', usual, { Origin }),
    await line.ask('GET', usual, { Origin: 'null', Cookie: 'session=none' }),
    await line.ask('GET', stranger, { Origin, Authorization }),
    await line.ask('OPTIONS', posted, { Origin, 'Access-Control-Request-Method': 'POST' }),
  ]

  const guarded = facts.gets.filter((each) => each.guarded).map(({ answer }) => answer.path)
  facts.forged = []
  for (const path of guarded.length > 0 ? guarded.slice(0, 4) : [alwaysGuarded]) {
    facts.forged.push(await line.ask('GET', path, { Authorization }))
  }
}

/** Beside a front end on one host, /health and /openapi.json may be that one's. */
export function isOurs({ path }, { servesHealth, operations }) {
  if (path === '/health') return servesHealth
  if (path === '/openapi.json') return operations !== undefined
  return ourPath.test(path)
}

class Unreachable extends Error {}

/** Requests to one origin, one after the other. */
class Line {
  answers = []
  failures = 0

  constructor(origin, patience) {
    this.origin = origin
    this.patience = patience
  }

  /** @throws Unreachable when it is the first, or one of several, that gets no answer */
  async ask(method, path, headers = {}) {
    for (;;) {
      const answer = await this.try(method, path, headers)
      if (!answer.failed) {
        this.answers.push(answer)
        return answer
      }
      this.failures += 1
      if (this.answers.length > 0 && this.failures < mostFailures) continue
      throw new Unreachable(`${this.origin} gives no answer (${answer.failed}).`)
    }
  }

  /** For what may rightly get no answer: `failed` then says why. */
  async try(method, path, headers = {}) {
    const sentAt = Date.now()
    try {
      const answer = await send(new URL(this.origin), method, path, headers, this.patience)
      return { method, path, sentHeaders: headers, sentAt, gotAt: Date.now(), ...answer }
    } catch ({ name, code, message }) {
      const failed =
        name === 'TimeoutError' ? `none in ${this.patience / 1000} s` : (code ?? message)
      return { method, path, failed }
    }
  }
}

function send({ protocol, hostname, port }, method, path, headers, patience) {
  const request = protocol === 'https:' ? requestHttps : requestHttp
  const signal = AbortSignal.timeout(patience)
  return new Promise((resolve, reject) => {
    const fail = (error) => reject(signal.aborted ? signal.reason : error)
    const sent = request(
      {
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        method,
        path,
        headers: { 'User-Agent': 'latchkey-doctor', ...headers },
        signal,
        agent: false,
        // What wrangler dev makes up for itself nobody signs.
        rejectUnauthorized: !isLoopback(hostname),
      },
      (answer) => {
        let body = ''
        answer.setEncoding('utf8')
        answer.on('data', (text) => {
          body += text
          if (body.length > mostBytes) answer.destroy(new Error('the answer is too long'))
        })
        answer.on('error', fail)
        answer.on('end', () =>
          resolve({ status: answer.statusCode, headers: answer.headers, body, json: parse(body) }),
        )
      },
    )
    sent.on('error', fail)
    sent.end()
  })
}

function parse(body) {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** A token that only a verifier takes which believes what a token says of its own algorithm (RFC 8725 section 2.1). */
function forged() {
  const now = Math.floor(Date.now() / 1000)
  const claims = { sub: randomUUID(), iss: 'latchkey', jti: randomUUID(), iat: now, exp: now + 600 }
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`
}

/** Each path of the document with its operations; undefined where there is no document. */
function operationsOf({ status, json }) {
  if (status !== 200 || typeof json?.openapi !== 'string') return undefined
  return Object.entries(json.paths ?? {}).filter(([, operations]) => operations)
}

function getsOf(operations = []) {
  return operations
    .filter(([path, { get }]) => get && ourPath.test(path) && !path.includes('{'))
    .slice(0, mostOperations)
    .map(([path, { get }]) => ({ path, guarded: (get.security ?? []).length > 0 }))
}

/** A path that is there and takes no GET. */
function postedOf({ operations = [], statuses }) {
  const documented = operations.find(
    ([path, { get, post }]) => post && !get && ourPath.test(path) && !path.includes('{'),
  )
  if (documented) return documented[0]
  const [archiver] = statuses
  return archiver.status === 200 ? '/v1/auth/login' : '/api/auth/login'
}

export function isLoopback(hostname) {
  return /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
}
