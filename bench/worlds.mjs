import { join } from 'node:path'
import bcrypt from 'bcryptjs'
import { askOnce } from './load.mjs'
import { betterAuth } from './peers/better-auth.mjs'
import { floor } from './peers/floor.mjs'
import { guarded } from './peers/guarded.mjs'
import { latchkey } from './peers/latchkey.mjs'
import { password, people } from './people.mjs'
import { build, makeDatabase, serve } from './serve.mjs'

export const peers = [latchkey, betterAuth, guarded, floor]

/** Accounts of each database. */
const accounts = 2000
/** Sessions that the checks go through in turn; each costs a hash to open, and at cost 12 nothing is checked. */
const sessions = { 4: 16, 10: 8, 12: 0 }

/** Bundles every peer once. */
export async function buildAll(scratch) {
  const built = {}
  for (const { name, config } of peers) built[name] = await build(config, join(scratch, name))
  return built
}

/**
 * All peers, each in a workerd of its own, with a filled database and open sessions.
 * @param {number} cost of bcrypt
 * @param {boolean} withoutDatabase with the settings under which a peer verifies without asking D1
 */
export async function openWorld(built, scratch, cost, withoutDatabase = false) {
  const all = people(accounts)
  const hash = bcrypt.hashSync(password, cost)
  const served = []
  for (const peer of peers) {
    const database = join(scratch, `${peer.name}-${cost}-${withoutDatabase}`)
    await makeDatabase(database, (db) => {
      for (const text of peer.schema()) db.exec(text)
      db.exec('begin')
      peer.fill(db, all, hash)
      db.exec('commit')
    })
    const bindings = { ...peer.bindings(cost), ...(withoutDatabase && peer.withoutDatabase) }
    const server = await serve(built[peer.name], { ...peer, database, bindings })
    const signIns = []
    for (const { email } of all.slice(0, sessions[cost])) {
      signIns.push(await askOnce(server.origin, peer.signIn(email)))
    }
    served.push({ peer, server, signIns, tokens: signIns.map(peer.tokenOf) })
  }
  return {
    hash,
    served,
    emails: all.map(({ email }) => email),
    stop: () => Promise.all(served.map(({ server }) => server.stop())),
  }
}
