import type { Settings } from '../../config/settings.ts'
import { Problem, problems } from '../../http/problem.ts'
import type { Blocklist } from './guessable.ts'

/** What the isolate has read. Requests do not share a read: the request that reads may be cancelled. */
const known = new WeakMap<Fetcher, Blocklist>()

/**
 * Reads the blocklist (NIST SP 800-63B section 3.1.1.2), once per isolate. It is an asset because only new passwords need
 * it: as part of the bundle it would be a tenth of what every cold start loads.
 * @throws Problem 503 if it cannot be read: a password that cannot be checked is not accepted
 */
export async function readBlocklist({ assets }: Pick<Settings, 'assets'>): Promise<Blocklist> {
  const read = assets && known.get(assets)
  if (read) return read
  const file = await assets?.fetch('https://assets.invalid/common-passwords.txt').catch(() => {
    throw new Problem(problems.overloaded, { log: { cause: 'the blocklist cannot be read' } })
  })
  if (!assets || !file?.ok)
    throw new Problem(problems.misconfigured, { log: { cause: 'the blocklist is not built' } })
  const blocklist = new Set((await file.text()).split('\n'))
  known.set(assets, blocklist)
  return blocklist
}
