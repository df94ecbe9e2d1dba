import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { SignJWT } from 'jose'
import { address } from '../load/http.ts'
import { type Arrival, countByAnswer, openLoop } from '../load/open-loop.ts'
import { passwordOf, people, sessionOf } from '../load/people.ts'
import { type Findings, newFindings, type Part, whole } from '../report.ts'
import { builtWorker } from '../service/build.ts'
import {
  type Instance,
  migratedDatabase,
  migrations,
  secrets,
  startInstance,
} from '../service/instance.ts'
import { previousVersion } from '../service/previous.ts'

const rate = 100
/** Seconds of each phase. */
const phase = 6
const newSecret = 'mY2cVt8QfLz5KxRj0WnHb7GpDs4EuAa9'

/** Settings of each step of the runbook; two of them serve at the same time while a change spreads. */
const steps = {
  before: {},
  announced: { JWT_SECRET_PREVIOUS: newSecret },
  exchanged: { JWT_SECRET: newSecret, JWT_SECRET_PREVIOUS: secrets.JWT_SECRET },
}

/** Rotates JWT_SECRET and applies the last migration while requests arrive, and checks the tolerance for clocks. */
export const rotation: Part = async ({ scratch }) => {
  const findings = newFindings()
  await rotate(join(scratch, 'rotation'), findings)
  await upgrade(scratch, findings)
  return findings
}

async function rotate(directory: string, findings: Findings): Promise<void> {
  const bundle = await builtWorker()
  const instance = await startInstance({
    database: await migratedDatabase(directory),
    versions: Object.fromEntries(
      Object.entries(steps).map(([name, variables]) => [name, { bundle, variables }]),
    ),
  })
  try {
    const origins = await Promise.all(Object.keys(steps).map((name) => instance.originOf(name)))
    const [before = '', announced = '', exchanged = ''] = origins
    const traffic = await trafficOn(before)
    const phases: [string[], string][] = [
      [[before], 'the old secret'],
      [[before, announced], 'the new secret is announced to half of the copies'],
      [[announced], 'the new secret is announced'],
      [[announced, exchanged], 'half of the copies sign with the new secret'],
      [[exchanged], 'all copies sign with the new secret'],
    ]
    for (const [serving, title] of phases) await serve(findings, traffic, serving, title)
    await skew(instance, findings)
  } finally {
    await instance.stop()
  }
}

/** The upgrade as `npm run deploy` does it: the migration while the former version serves, then the code. */
async function upgrade(scratch: string, findings: Findings): Promise<void> {
  const previous = await previousVersion(join(scratch, 'previous'))
  const scripts = migrations()
  const instance = await startInstance({
    database: await migratedDatabase(
      join(scratch, 'upgrade'),
      scripts.slice(0, previous.migrations),
    ),
    versions: { previous: { bundle: previous.bundle }, next: { bundle: await builtWorker() } },
  })
  try {
    const traffic = await trafficOn(instance.origin)
    const migrating = (async () => {
      await wait((phase * 1000) / 2)
      const statements = scripts
        .slice(previous.migrations)
        .join('\n')
        .split('--> statement-breakpoint')
      const started = performance.now()
      await instance.change(statements)
      return performance.now() - started
    })()
    await serve(
      findings,
      traffic,
      [instance.origin],
      `the version before the last migration (${previous.commit}), and the migration meanwhile`,
    )
    findings.add(`  The migration took ${whole(await migrating)} ms.`)
    const next = await instance.originOf('next')
    await serve(
      findings,
      traffic,
      [instance.origin, next],
      'half of the copies are the new version',
    )
    await serve(findings, traffic, [next], 'all copies are the new version')
  } finally {
    await instance.stop()
  }
}

/** Checks, sign-ins and registrations, at any of the origins that serve at the moment. */
type Traffic = (origins: string[]) => (i: number) => Arrival

async function trafficOn(origin: string): Promise<Traffic> {
  const email = 'person@example.com'
  const password = passwordOf('first')
  await people.register(origin, email, password)
  const tokens: string[] = []
  for (let i = 0; i < 20; i++) {
    tokens.push((await people.signIn(origin, email, password)).body.token)
  }
  let count = 0
  return (origins) => (i) => {
    const at = origins[i % origins.length] ?? ''
    count++
    if (i % 10 === 9) {
      return {
        kind: 'sign-in',
        send: async () => {
          const answer = await people.signIn(at, email, password, address(count))
          // Later checks use tokens of every phase.
          if (answer.status === 200) tokens.push(answer.body.token)
          return answer
        },
      }
    }
    if (i % 50 === 8) {
      const name = `new-${count}`
      return { kind: 'registration', send: () => people.register(at, name, passwordOf(name)) }
    }
    const token = tokens[(i * 7) % tokens.length] ?? ''
    return { kind: 'check', send: () => people.check(at, token) }
  }
}

async function serve(
  { claim }: Findings,
  traffic: Traffic,
  origins: string[],
  title: string,
): Promise<void> {
  const responses = await openLoop({ rate, seconds: phase, next: traffic(origins) })
  const failed = responses.filter(({ status }) => status !== 200)
  const answers = Object.entries(countByAnswer(failed)).map(([answer, n]) => `${n} times ${answer}`)
  claim(
    failed.length === 0,
    `${title}: ${whole(responses.length)} requests at ${rate} per second, ${failed.length} failures ${answers.join(', ')}`,
  )
}

/** Tokens of a server whose clock is wrong, signed with the present secret. */
async function skew({ originOf }: Instance, { claim }: Findings): Promise<void> {
  const origin = await originOf('exchanged')
  const { body } = await people.signIn(origin, 'person@example.com', passwordOf('first'))
  const claims = { sub: body.user.id, jti: sessionOf(body.token) }
  const cases: [string, { iat: number; exp: number }, number][] = [
    ['issued 4 s in the future', { iat: 4, exp: 600 }, 200],
    ['issued 6 s in the future', { iat: 6, exp: 600 }, 401],
    ['expired 4 s ago', { iat: -600, exp: -4 }, 200],
    ['expired 6 s ago', { iat: -600, exp: -6 }, 401],
  ]
  for (const [title, { iat, exp }, expected] of cases) {
    // At the beginning of a second, so that none begins before the Worker compares.
    await wait(1010 - (Date.now() % 1000))
    const now = Math.floor(Date.now() / 1000)
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer('latchkey')
      .setIssuedAt(now + iat)
      .setExpirationTime(now + exp)
      .sign(new TextEncoder().encode(newSecret))
    const { status } = await people.check(origin, token)
    claim(status === expected, `a token ${title}: ${status}`)
  }
}
