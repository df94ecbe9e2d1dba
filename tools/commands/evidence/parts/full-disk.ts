import { type Answer, address, send } from '../load/http.ts'
import { passwordOf, people } from '../load/people.ts'
import { newFindings, type Part, table, whole } from '../report.ts'
import { builtWorker } from '../service/build.ts'
import { type Instance, migratedDatabase, migrations, startInstance } from '../service/instance.ts'

/** Sign-ins before the disk is full: they leave the rows that the sweep then deletes. */
const signIns = 400
/** Milliseconds after which all events have expired. */
const later = 25 * 3_600_000

/** A signing key that the scheduled run has to replace: a write that does not fit. */
const dueKey = `insert into signing_keys
  (kid, alg, public_jwk, private_jwk, key_id, created_at, active_from, rotate_at, token_life)
  values ('due', 'RS256', '{}', hex(zeroblob(1200)), '', 0, 0, 0, 600)`

/** Fills the database up to SQLite's max_page_count and observes what still works. */
export const fullDisk: Part = async ({ scratch, part }) => {
  const findings = newFindings()
  const instance = await startInstance({
    database: await migratedDatabase(scratch),
    onDisk: true,
    versions: {
      latchkey: {
        bundle: await builtWorker(),
        variables: { AUDIT_DAYS: '1', OAUTH: 'on', PUBLIC_URL: 'https://example.com' },
      },
    },
  })
  try {
    const { origin } = instance
    await post(
      instance,
      '/evidence/query',
      migrations().map((sql) => ({ sql, values: [] })),
    )
    const password = passwordOf('first')
    await people.setUp(origin, 'admin@example.com', password)
    const email = 'person@example.com'
    await people.register(origin, email, password)
    await post(instance, '/evidence/query', [{ sql: dueKey, values: [] }])
    const open = async () => (await people.signIn(origin, email, password)).body.token
    for (let i = 0; i < part(signIns); i++) await open()
    await post(instance, '/evidence/query', [
      { sql: 'update sessions set expires_at = 1', values: [] },
    ])
    const tokens: string[] = []
    for (let i = 0; i < 20; i++) tokens.push(await open())
    const pages = await limit(instance, 0)
    const filled = await fill(origin, 'fill')
    findings.claim(
      filled.answer.status === 503,
      `a database of ${whole(pages)} pages may not grow: it accepts ${filled.accepted} more registrations and sign-ins, then ${describe(filled.answer)}`,
    )

    const checks = await each(tokens, (token) => people.check(origin, token))
    findings.claim(
      checks.every(({ status }) => status === 200),
      `session checks continue: ${checks.filter(({ status }) => status === 200).length} of ${checks.length}`,
    )
    const answers = await writes(origin, email, password, tokens)
    const unexpected = answers.filter(
      ([title, answer]) =>
        !(
          answer.status < 300 ||
          isStorageProblem(answer) ||
          (answer.status === 401 && /wrong|unknown/.test(title))
        ),
    )
    findings.claim(
      unexpected.length === 0 && answers.some(([, answer]) => isStorageProblem(answer)),
      `every write either gets its usual response, if it fits into the space that is left, or is refused with 503 in the documented shape: ${unexpected.length} other responses`,
    )
    findings.add(
      '',
      ...table([
        ['write on the full disk', 'response'],
        ...answers.map(([title, answer]) => [title, describe(answer)]),
      ]),
      '',
    )

    // The writes above have freed pages.
    await fill(origin, 'more')
    const swept = await instance.runCron(new Date(Date.now() + later)).then(
      () => 'succeeds',
      (error: Error) => error.message,
    )
    findings.claim(swept === 'succeeds', `the scheduled run on the full disk: ${swept}`)
    const again = await each([0, 1, 2, 3, 4], (n) =>
      people.register(origin, `again-${n}@example.com`, password),
    )
    findings.claim(
      again.every(({ status }) => status === 200),
      `after the sweep, with the same limit, registrations succeed: ${again.filter(({ status }) => status === 200).length} of ${again.length}`,
    )
    return findings
  } finally {
    await instance.stop()
  }
}

/** Registers accounts and signs in until both are refused. A sign-in may still fit if a registration does not. */
async function fill(origin: string, prefix: string): Promise<{ accepted: number; answer: Answer }> {
  for (let accepted = 0; ; accepted++) {
    const name = `${prefix}-${accepted}@example.com`
    const answer = await people.register(origin, name, passwordOf('fill'))
    if (answer.status === 200) continue
    const signIn = await people.signIn(origin, 'person@example.com', passwordOf('first'))
    if (signIn.status !== 200 || accepted > 5000) return { accepted, answer }
  }
}

/** One write of each kind. */
async function writes(
  origin: string,
  email: string,
  password: string,
  tokens: string[],
): Promise<[string, Answer][]> {
  const [one = '', two = ''] = tokens
  const invitation = { method: 'POST', path: '/api/auth/invitations', token: one }
  return [
    ['sign-in', await people.signIn(origin, email, password)],
    ['sign-in with a wrong password', await people.signIn(origin, email, 'guess', address(9))],
    ['sign-in with an unknown name', await people.signIn(origin, 'unknown', 'guess', address(8))],
    ['registration', await people.register(origin, 'late@example.com', password)],
    ['change of the name', await people.rename(origin, one, 'another-name')],
    ['invitation', await send(origin, invitation)],
    ['sign-out', await people.signOut(origin, two)],
    ['change of the password', await people.changePassword(origin, one, password, passwordOf(2))],
    ['end of other sessions', await people.endOthers(origin, one)],
  ]
}

function isStorageProblem({ status, body, headers }: Answer): boolean {
  return (
    status === 503 &&
    body?.code === 'storage_unavailable' &&
    body.status === 503 &&
    body.title === 'Service Unavailable' &&
    body.type === 'about:blank' &&
    headers['content-type'] === 'application/problem+json' &&
    headers['retry-after'] !== undefined
  )
}

function describe({ status, body }: Answer): string {
  return `${status}${body?.code ? ` \`${body.code}\`` : ''}`
}

async function limit(instance: Instance, more: number): Promise<number> {
  return (await post(instance, `/evidence/limit?more=${more}`, {})).body
}

async function post({ origin }: Instance, path: string, json: unknown): Promise<Answer> {
  const answer = await send(origin, { method: 'POST', path, json })
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.body}`)
  return answer
}

/** One after another. */
async function each<T>(items: T[], act: (item: T) => Promise<Answer>): Promise<Answer[]> {
  const answers = []
  for (const item of items) answers.push(await act(item))
  return answers
}
