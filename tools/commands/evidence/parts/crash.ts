import { kill } from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { passwordChanges, registrations, signIns, type Writer } from '../history/writers.ts'
import { passwordOf, people } from '../load/people.ts'
import { newFindings, type Part, whole } from '../report.ts'
import { builtWorker } from '../service/build.ts'
import { type Instance, migratedDatabase, startInstance } from '../service/instance.ts'

/** Statements that return a row for each account that was written in part. */
const halves = {
  'accounts without an identifier':
    'select id from accounts where id not in (select account_id from identifiers)',
  'identifiers without an account':
    'select key from identifiers where account_id not in (select id from accounts)',
  'accounts without exactly one event of their creation':
    "select id from accounts where (select count(*) from events where event = 'user_created' and account_id = accounts.id) <> 1",
  'sessions without an account':
    'select id from sessions where account_id not in (select id from accounts)',
}

/** Ends workerd with SIGKILL again and again while clients write, and looks at what is stored. */
export const crash: Part = async ({ scratch, part }) => {
  const findings = newFindings()
  const rounds = part(50)
  const database = await migratedDatabase(scratch)
  const variables = { LOGIN_ATTEMPTS: '1000' }
  const start = async () =>
    startInstance({ database, versions: { latchkey: { bundle: await builtWorker(), variables } } })
  let instance = await start()
  try {
    const password = passwordOf('first')
    const emails = ['one', 'two', 'three', 'four'].map((name) => `${name}@example.com`)
    const { body } = await people.setUp(instance.origin, 'admin@example.com', password)
    for (const email of emails) {
      await people.createAdministrator(instance.origin, body.accessToken, email, password)
    }
    const [one = '', two = '', three = '', four = ''] = emails
    const writers: Writer[] = [
      registrations('left'),
      registrations('right'),
      signIns(one, password),
      signIns(two, password),
      passwordChanges(three, password),
      passwordChanges(four, password),
    ]
    const faults: string[] = []
    for (let round = 0; round < rounds; round++) {
      const { origin, pid, stop } = instance
      let isAlive = true
      const writing = writers.map(async (writer) => {
        while (isAlive) await writer.write(origin)
      })
      await wait(200 + Math.random() * 800)
      kill(pid, 'SIGKILL')
      isAlive = false
      await Promise.all(writing)
      await stop()
      instance = await start()
      for (const writer of writers) faults.push(...(await writer.verify(instance.origin)))
    }
    const acknowledged = writers.reduce((sum, writer) => sum + writer.acknowledged(), 0)
    findings.claim(
      faults.length === 0,
      `${rounds} times SIGKILL under mixed writes: of ${whole(acknowledged)} acknowledged writes, ${faults.length} were lost ${faults.slice(0, 3).join('; ')}`,
    )
    for (const [title, sql] of Object.entries(halves)) {
      const rows = await instance.select(sql)
      findings.claim(rows.length === 0, `${title}: ${rows.length}`)
    }
    const { events, wrong } = await compareAudit(instance, writers)
    findings.claim(
      wrong.length === 0,
      `the audit log equals the changes: ${whole(events)} events of ${whole(writers.length)} writers, ${wrong.length} wrong ${wrong.slice(0, 3).join('; ')}`,
    )
    return findings
  } finally {
    await instance.stop()
  }
}

/**
 * Compares the audit log with what the writers did. A sign-in without a response may have opened a session, which is then
 * stored: each event of a sign-in has its session, or the event that ended it.
 */
async function compareAudit(instance: Instance, writers: Writer[]) {
  const rows = await instance.select<{ account: string; event: string; n: number }>(
    'select account_id as account, event, count(*) as n from events group by account_id, event',
  )
  const stored = new Map(rows.map(({ account, event, n }) => [`${account} ${event}`, n]))
  const sessions = await instance.select<{ account: string; n: number }>(
    'select account_id as account, count(*) as n from sessions group by account_id',
  )
  const wrong: string[] = []
  let events = 0
  for (const [account, expected] of writers.flatMap((writer) => [...writer.events()])) {
    for (const [event, count] of Object.entries(expected)) {
      const found = stored.get(`${account} ${event}`) ?? 0
      events += found
      const live = sessions.find((each) => each.account === account)?.n ?? 0
      const wanted =
        event === 'authn_login_success' ? live + (expected.authn_token_revoked ?? 0) : count
      if (found !== wanted) wrong.push(`${event}: ${found} in place of ${wanted}`)
    }
  }
  return { events, wrong }
}
