import { join } from 'node:path'
import type { Peer } from '../peers/peer.ts'
import { type Bundle, bundle } from './bundle.ts'
import { type Server, serve } from './server.ts'

/** A peer and its bundles. */
export interface BuiltPeer {
  peer: Peer
  worker: Bundle
  /** Bundles of the Workers that are bound to the peer, by the name of the binding. */
  services: Record<string, Bundle>
}

/**
 * Bundles a peer and the Workers that are bound to it.
 * @param scratch directory in which each bundle gets its own directory
 */
export async function buildPeer(peer: Peer, scratch: string): Promise<BuiltPeer> {
  const services: Record<string, Bundle> = {}
  for (const [name, config] of Object.entries(peer.services ?? {})) {
    services[name] = await bundle(config, join(scratch, `${peer.name}-${name}`))
  }
  return { peer, services, worker: await bundle(peer.config, join(scratch, peer.name)) }
}

/**
 * Runs a peer in its own workerd process.
 * @param database directory from `createDatabase`
 */
export function servePeer(
  { peer, worker, services }: BuiltPeer,
  database: string,
  variables: Record<string, string>,
): Promise<Server> {
  const { sendsMail = false, asset } = peer
  return serve(worker, { database, variables, services, sendsMail, asset: asset?.() })
}
