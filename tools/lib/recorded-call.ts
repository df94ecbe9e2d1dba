import { listCommonPasswords } from '../../web/common-passwords-plugin.ts'
import type { Call } from '../../worker/http/context.ts'
import { parseVars, type Variables } from './settings.ts'
import { recorder } from './sql-recorder.ts'

/**
 * Creates the call of a script that uses the Worker's functions. Its database records statements instead of running them.
 * @param requestId marks the audit events of the script
 */
export async function recordedCall(
  vars: Variables,
  requestId: string,
): Promise<{ call: Call; statements: string[] }> {
  const statements: string[] = []
  const settings = await parseVars({ ...vars, ASSETS: assets }, recorder(statements))
  const call: Call = {
    settings,
    db: settings.db,
    now: Date.now(),
    requestId,
    ip: null,
    userAgent: null,
    country: null,
    acceptLanguage: null,
    after: () => {},
  }
  return { call, statements }
}

/** The only asset that scripts need, without a build of the pages. */
const assets = { fetch: async () => new Response(listCommonPasswords().join('\n')) }
