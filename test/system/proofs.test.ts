import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { claimsOf, headerOf } from '../support/accounts/forge.ts'
import { type State, states } from '../support/catalogue/states.ts'
import { emptyDatabase, freshDatabase, write } from '../support/database/rows.ts'
import { byCookie } from '../support/requests/browser.ts'
import { type Answer, password, type Sent } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { fromAnywhere } from '../support/requests/network.ts'
import { Service } from '../support/requests/service.ts'

/*
 * The same change requires the same proof in every operation and with both transports. The changes of an operation are read
 * from the database, so that a new operation is tested as well.
 */
freshDatabase()
recordLogs()

const transports = ['cookie', 'bearer'] as const
type Transport = (typeof transports)[number]

const changing = states.filter(({ method }) => method !== 'GET')

interface Stored {
  id: string
  email: string | null
  version: number
  role: string
  disabled: number | null
}

async function stored(): Promise<Stored[]> {
  const { results } = await env.DB.prepare(
    `select id, email, credential_version as version, role_id as role, disabled_at as disabled
      from accounts order by id`,
  ).all<Stored>()
  return results
}

/** Ids of accounts that changed in one of these columns. */
function changed(before: Stored[], after: Stored[], of: (keyof Stored)[]): string[] {
  const text = (one: Stored | undefined) => JSON.stringify(one && of.map((name) => one[name]))
  const ids = new Set([...before, ...after].map(({ id }) => id))
  return [...ids].filter((id) => {
    const [was, is] = [before, after].map((all) => all.find((one) => one.id === id))
    return text(was) !== text(is)
  })
}

interface Attempt {
  answer: Answer
  caller: string
  before: Stored[]
  after: Stored[]
}

/** Prepares the state and sends its request with a change; undefined if the request has no session. */
async function attempt(
  { method, prepare, vars }: Pick<State, 'method' | 'prepare' | 'vars'>,
  transport: Transport,
  alter: (sent: Sent, caller: string) => Sent | Promise<Sent> = (sent) => sent,
): Promise<Attempt | undefined> {
  await emptyDatabase()
  const service = new Service(vars)
  const sent = await prepare(service)
  if (!isSession(sent.token)) return undefined
  const caller = claimsOf(sent.token).sub
  const known = await alter(transport === 'cookie' ? await byCookie(sent) : sent, caller)
  const before = await stored()
  const { path, ...options } = fromAnywhere(known)
  const answer = await service.request(method, path, options)
  return { answer, caller, before, after: await stored() }
}

function isSession(token: string | undefined): token is string {
  return token?.split('.').length === 3 && headerOf(token).typ === 'JWT'
}

/** The request with one wrong proof besides the session. */
function withWrong(field: string, sent: Sent): Sent {
  const wrong = field === 'code' ? '000000' : `${password} is not it`
  return { ...sent, json: { ...(sent.json as object), [field]: wrong } }
}

describe("A change of the caller's password or email address", () => {
  test('requires a proof, except in the two operations whose documents allow a bearer token alone', async () => {
    const unproven = new Set<string>()
    const tried = new Set<string>()
    for (const state of changing) {
      for (const transport of transports) {
        const usual = await attempt(state, transport)
        if (!usual || !changesOwn(usual)) continue
        tried.add(state.name)
        const proofs = Object.entries((await sentOf(state)).json ?? {}).filter(
          ([name, value]) => value === password || name === 'code',
        )
        let refused = false
        for (const [field] of proofs) {
          const without = await attempt(state, transport, (sent) => withWrong(field, sent))
          if (without && !changesOwn(without) && without.answer.status >= 400) refused = true
        }
        if (!refused) unproven.add(`${state.name} by ${transport}`)
      }
    }
    expect(tried.size).toBeGreaterThanOrEqual(7)
    expect([...unproven].toSorted()).toEqual([
      'POST /api/auth/update-password by bearer',
      'PUT /api/auth/local-account by bearer',
    ])
  })

  test('is impossible through the operations of administrators for other accounts', async () => {
    for (const state of changing) {
      if (!/\{(account|user)_id\}/.test(state.name)) continue
      for (const transport of transports) {
        const self = await attempt(state, transport, (sent, caller) => ({
          ...sent,
          path: sent.path.replace(/[0-9a-f-]{36}/, caller),
        }))
        if (self) expect(changesOwn(self), `${state.name} by ${transport}`).toBe(false)
      }
    }
  })

  async function sentOf(state: State): Promise<Sent> {
    await emptyDatabase()
    return state.prepare(new Service(state.vars))
  }

  function changesOwn({ caller, before, after }: Attempt): boolean {
    const own = after.find(({ id }) => id === caller)
    // A deactivation ends grants, also with a new version.
    return own?.disabled === null && changed(before, after, ['email', 'version']).includes(caller)
  }
})

describe('A change of another account by an administrator', () => {
  const all: (keyof Stored)[] = ['email', 'version', 'role', 'disabled']

  test.each(['cookie', 'bearer'] as const)(
    'requires a recent sign-in by %s, except where a document allows a bearer token',
    async (transport) => {
      const passed = new Set<string>()
      const refused = new Set<string>()
      for (const state of changing) {
        // Completing setup disables the other default account.
        if (state.vars?.DEFAULT_ACCOUNTS) continue
        const usual = await attempt(state, transport)
        if (!usual || changed(usual.before, usual.after, all).every((id) => id === usual.caller)) {
          continue
        }
        const later = await attempt(state, transport, async (sent) => {
          await write(
            'update sessions set created_at = created_at - 15 * 60000 - 1000, proved_at = proved_at - 15 * 60000 - 1000',
          )
          return sent
        })
        if (!later) continue
        const { before, after, answer } = later
        if (changed(before, after, all).length > 0) passed.add(state.name)
        else {
          expect([answer.status, answer.body.code]).toEqual([401, 'reauthentication_required'])
          expect(answer.headers.get('WWW-Authenticate')).toBe(
            'Bearer error="insufficient_user_authentication", acr_values="aal1", max_age="900"',
          )
          refused.add(state.name)
        }
      }
      expect([...passed].toSorted()).toEqual(
        transport === 'cookie'
          ? []
          : [
              'DELETE /api/auth/users/{user_id}',
              'POST /api/auth/users',
              'PUT /api/auth/users/{user_id}/reset-password',
            ],
      )
      expect(refused.size).toBeGreaterThanOrEqual(4)
    },
  )

  test('requires a recent sign-in everywhere if SUDO_MINUTES is set', async () => {
    for (const state of changing.filter(({ name }) => name.includes('/users'))) {
      const vars = { ...state.vars, SUDO_MINUTES: '5' }
      const later = await attempt({ ...state, vars }, 'bearer', async (sent) => {
        await write(
          'update sessions set created_at = created_at - 6 * 60000, proved_at = proved_at - 6 * 60000',
        )
        return sent
      })
      expect(later?.answer.body.code, state.name).toBe('reauthentication_required')
    }
  })
})
