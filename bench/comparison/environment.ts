import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import bcrypt from 'bcryptjs'
import { type HttpResponse, sendOnce } from '../measure/load.ts'
import { baseline } from '../peers/baseline.ts'
import { betterAuth } from '../peers/better-auth.ts'
import { password } from '../peers/credentials.ts'
import { guardsOnly } from '../peers/guards-only.ts'
import { latchkey } from '../peers/latchkey.ts'
import { createPasskeys, type Passkey } from '../peers/passkey.ts'
import type { Peer } from '../peers/peer.ts'
import { createDatabase } from '../runtime/database.ts'
import { type BuiltPeer, buildPeer, servePeer } from '../runtime/peer-server.ts'
import type { Server } from '../runtime/server.ts'

/** The bcrypt costs of the environments. */
export type BcryptCost = 4 | 10 | 12

const peers: Peer[] = [latchkey, betterAuth, guardsOnly, baseline]

/** Accounts in each database: sign-ins rotate through them, so that none reaches a limit per account. */
const accountCount = 2000
/** Sessions that the checks rotate through. Each one costs a hash to create; no case at cost 12 needs one. */
const sessionCount: Record<BcryptCost, number> = { 4: 16, 10: 8, 12: 0 }

/** All peers, running with the same settings. */
export interface Environment {
  passwordHash: string
  running: RunningPeer[]
  stop: () => Promise<void>
}

/** A peer that is running, with accounts in its database. */
export interface RunningPeer {
  peer: Peer
  server: Server
  /** Email addresses of the accounts. */
  emails: string[]
  /** A passkey of each account. */
  passkeys: Passkey[]
  /** Responses to the sign-ins that created the sessions. */
  signIns: HttpResponse[]
  /** Session tokens from these responses. */
  tokens: string[]
}

/** Bundles every peer; the bundles serve every environment. */
export async function buildPeers(scratch: string): Promise<BuiltPeer[]> {
  const built = []
  for (const peer of peers) built.push(await buildPeer(peer, scratch))
  return built
}

/**
 * Starts every peer in its own workerd process, with a filled database and active sessions.
 * @param isWithoutDatabase whether peers that can verify a session without D1 do so
 */
export async function openEnvironment(
  built: BuiltPeer[],
  scratch: string,
  cost: BcryptCost,
  isWithoutDatabase: boolean,
): Promise<Environment> {
  const accounts = Array.from({ length: accountCount }, (_, i) => ({
    id: randomUUID(),
    email: `person-${i}@example.com`,
  }))
  const emails = accounts.map(({ email }) => email)
  const passwordHash = bcrypt.hashSync(password, cost)
  const passkeys = createPasskeys(accounts.map(({ id }) => id))
  const running: RunningPeer[] = []
  for (const each of built) {
    const { peer } = each
    const database = join(scratch, `${peer.name}-${cost}-${isWithoutDatabase}`)
    await createDatabase(database, (db) => {
      for (const script of peer.schema()) db.exec(script)
      db.exec('begin')
      peer.insertAccounts(db, accounts, passwordHash)
      peer.passkeys?.insert(db, passkeys)
      db.exec('commit')
    })
    const server = await servePeer(each, database, {
      ...peer.variables(cost),
      ...(isWithoutDatabase && peer.withoutDatabase),
    })
    const signIns = []
    for (const email of emails.slice(0, sessionCount[cost])) {
      signIns.push(await sendOnce(server.origin, peer.signIn(email)))
    }
    running.push({ peer, server, emails, passkeys, signIns, tokens: signIns.map(peer.tokenOf) })
  }
  return {
    passwordHash,
    running,
    stop: async () => void (await Promise.all(running.map(({ server }) => server.stop()))),
  }
}
