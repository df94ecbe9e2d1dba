import type { Server } from 'node:net'

/**
 * The port on which a server listens.
 * @throws Error if the server does not listen on a port
 */
export function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('There is no port.')
  return address.port
}
