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
import {
  type BuiltVerifier,
  buildVerifiers,
  openVerifier,
  type RunningVerifier,
} from './verifiers.ts'

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
  /** Tokens of the sessions. */
  tokens: string[]
  /** Empty unless the environment is offline. */
  verifiers: RunningVerifier[]
}

/** A peer and its verifiers, bundled. */
export interface Built extends BuiltPeer {
  verifiers: BuiltVerifier[]
}

/** Bundles every peer and its verifiers; the bundles serve every environment. */
export async function buildPeers(scratch: string): Promise<Built[]> {
  const built = []
  for (const peer of peers) {
    const verifiers = await buildVerifiers(
      peer.verifiers ?? [],
      join(scratch, `${peer.name} verifiers`),
    )
    built.push({ ...(await buildPeer(peer, scratch)), verifiers })
  }
  return built
}

/**
 * Starts every peer in its own workerd process, with a filled database and active sessions.
 * @param isOffline whether only peers with verifiers start, and their verifiers
 */
export async function openEnvironment(
  built: Built[],
  scratch: string,
  cost: BcryptCost,
  isOffline: boolean,
): Promise<Environment> {
  const accounts = Array.from({ length: accountCount }, (_, i) => ({
    id: randomUUID(),
    email: `person-${i}@example.com`,
  }))
  const emails = accounts.map(({ email }) => email)
  const passwordHash = bcrypt.hashSync(password, cost)
  const passkeys = createPasskeys(accounts.map(({ id }) => id))
  const running: RunningPeer[] = []
  for (const each of built.filter(({ verifiers }) => !isOffline || verifiers.length > 0)) {
    const { peer } = each
    const database = join(scratch, `${peer.name}-${cost}-${isOffline}`)
    await createDatabase(database, (db) => {
      for (const script of peer.schema()) db.exec(script)
      db.exec('begin')
      peer.insertAccounts(db, accounts, passwordHash)
      peer.passkeys?.insert(db, passkeys)
      db.exec('commit')
    })
    const server = await servePeer(each, database, {
      ...peer.variables(cost),
      ...(isOffline && peer.tokenSettings),
    })
    const sessions: { signedIn: HttpResponse; accountId: string }[] = []
    for (const { id, email } of accounts.slice(0, sessionCount[cost])) {
      const signedIn = await sendOnce(server.origin, peer.signIn(email))
      sessions.push({ signedIn, accountId: id })
    }
    const tokens = sessions.map(({ signedIn }) => peer.tokenOf(signedIn))
    const verifiers = isOffline ? await openVerifiers(each, server, sessions) : []
    running.push({ peer, server, emails, passkeys, tokens, verifiers })
  }
  return {
    passwordHash,
    running,
    async stop() {
      const servers = running.flatMap(({ server, verifiers }) => [
        server,
        ...verifiers.map((verifier) => verifier.server),
      ])
      await Promise.all([...new Set(servers)].map((server) => server.stop()))
    },
  }
}

/** Starts the verifiers of a peer. A session was revoked before, so that no list of revocations is empty. */
async function openVerifiers(
  { peer, verifiers }: Built,
  server: Server,
  sessions: { signedIn: HttpResponse; accountId: string }[],
): Promise<RunningVerifier[]> {
  const [last] = sessions.slice(-1)
  const [first] = verifiers
  if (peer.signOut && first && last) {
    // Revocations are recorded from the first token on.
    await first.verifier.request(last.signedIn, server.origin)
    await sendOnce(server.origin, peer.signOut(peer.tokenOf(last.signedIn)))
  }
  const running = []
  for (const each of verifiers) {
    running.push(await openVerifier(each, server, sessions.slice(0, -1)))
  }
  return running
}
