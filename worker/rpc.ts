import { WorkerEntrypoint } from 'cloudflare:workers'
import { eq } from 'drizzle-orm'
import type { Hono } from 'hono'
import { accounts } from '../schema/index.ts'
import { findAccount } from './accounts/account.ts'
import { Account as AccountBody, listedSession, Session } from './accounts/account-body.ts'
import { readSettings, type Settings } from './config/settings.ts'
import { createCall } from './http/context.ts'
import { onError } from './http/problem.ts'
import type { App } from './http/respond.ts'
import { Router } from './http/router.ts'
import * as z from './input/zod.ts'
import { ownFacts } from './products/facts.ts'
import { recognised } from './sessions/guards.ts'

/** Who a request is from. */
const Verified = z.object({ account: AccountBody, session: Session })
export type Verified = z.output<typeof Verified>
/** An account as its owner sees it. */
export type Account = Verified['account']

/**
 * What other Workers of the same Cloudflare account may ask through a service binding with
 * `entrypoint = "LatchkeyRpc"`. One D1 round trip each.
 */
export class LatchkeyRpc extends WorkerEntrypoint<Env> {
  /**
   * Who a request is from, by its session token or cookie, under the rules that hold over HTTP: with an
   * Authorization header no cookie is read, and a cookie changes something only for a page of the request's own
   * origin. Send it without its body, which a call would take along and nobody reads here.
   * @returns null for nobody, whatever is wrong with the credential
   * @throws Error when it cannot be known: storage or settings are at fault
   */
  async verify(request: Request): Promise<Verified | null> {
    const { gate } = await gateFor(this.env)
    const answer = await gate.fetch(request, this.env, this.ctx)
    if (answer.status >= 500) throw new Error(`Latchkey cannot verify: ${await problemOf(answer)}`)
    return answer.ok ? Verified.parse(await answer.json()) : null
  }

  /**
   * An account by its id.
   * @returns null for one that does not exist or is disabled
   * @throws Error when it cannot be known
   */
  async account(id: string): Promise<Account | null> {
    const { settings } = await gateFor(this.env)
    const found = await findAccount(settings, eq(accounts.id, String(id))).catch(() => {
      // What the driver says holds what was bound.
      throw new Error('Latchkey cannot look up: storage_unavailable')
    })
    return found && found.disabledAt === null ? AccountBody.parse(ownFacts(found)) : null
  }
}

interface Gate {
  settings: Settings
  gate: Hono<App>
}

/** Settings are parsed once in the life of an isolate. */
const gates = new WeakMap<object, Gate>()

async function gateFor(env: object): Promise<Gate> {
  const known = gates.get(env)
  if (known) return known
  // Its message names the variables at fault, never their values.
  const settings = await readSettings(env)
  const made = { settings, gate: createGate(settings) }
  gates.set(env, made)
  return made
}

/** The guard of every signed-in endpoint, for a request of any method and path. */
function createGate(settings: Settings): Hono<App> {
  // Another origin of ours is not that of the product's own pages.
  const { PUBLIC_URL: _, ...rest } = settings
  const gate = new Router()
  gate.onError(onError)
  gate.use(async function oneCall(c, next) {
    c.set('call', createCall(rest, c))
    await next()
  })
  gate.all('*', recognised, (c) => {
    const { account, session } = c.var.caller
    const facts = { account: ownFacts(account), session: listedSession(session, session.id) }
    return c.json(Verified.parse(facts))
  })
  return gate
}

async function problemOf(answer: Response): Promise<string> {
  const { code } = z.object({ code: z.string() }).parse(await answer.json())
  return code
}
