import { auditRow } from '../../../worker/audit/events.ts'
import { type Arguments, databaseArguments } from '../../bootstrap/commands.mjs'
import { withDatabase } from '../../lib/database.ts'
import { requireMigrated } from '../../lib/migrations.ts'
import { recordedCall } from '../../lib/recorded-call.ts'
import { readConfig } from '../../lib/settings.ts'

/**
 * Rotates the keys that sign tokens for other services. The Worker creates the next keys, because only the Worker has the secret that
 * encrypts them. With `--now`, the present keys neither sign nor verify any more.
 * @throws Error in plain English
 */
export async function run({ values }: Arguments<'keys'>): Promise<number> {
  const { which, where } = databaseArguments(values)
  readConfig(which)
  const now = Date.now()
  const published = `(expires_at is null or expires_at > ${now})`
  return withDatabase(where, async (db) => {
    await requireMigrated(db, where)
    const signing = `${published} and (retired_at is null or retired_at > ${now})`
    const keys = await db.select<{ kid: string; alg: string }>(
      `select kid, alg from signing_keys where ${values.now ? published : signing} order by alg, kid`,
    )
    if (keys.length === 0) {
      console.log('There are no keys yet. The Worker creates the first ones when they are needed.')
      return 0
    }
    await db.change(
      values.now
        ? [
            `update signing_keys set retired_at = ${now}, expires_at = ${now} where ${published}`,
            ...(await withdrawalEvent()),
          ]
        : [`update signing_keys set rotate_at = ${now} where retired_at is null`],
    )
    for (const { kid, alg } of keys) console.log(`${alg} ${kid}`)
    console.log(values.now ? withdrawn : scheduled)
    return 0
  })
}

/** The statement that records the withdrawal in the audit log. */
async function withdrawalEvent(): Promise<string[]> {
  const { call, statements } = await recordedCall({}, 'keys')
  const event = { event: 'signing_keys_withdrawn', account: null, actor: null } as const
  await call.db.batch([auditRow(call, event)])
  return statements
}

const scheduled =
  'The cron creates the next keys within five minutes. They sign ten minutes later, and these keys stay published until their last token has expired.'
const withdrawn =
  'These keys were withdrawn. Within two minutes, the Worker signs with new keys, and every token of these keys is refused.'
