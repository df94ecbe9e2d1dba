import type { Current } from '../../client/client.ts'
import type { Routes } from '../../client/routes.ts'

export type Instance = Routes['/api/auth/instance']['$get']['output']

interface State {
  instance: Instance
  session: Current | null
}

/** What the Worker put into the document: the instance, and who is signed in. Nothing has to be asked for it. */
export const { instance, session }: State = JSON.parse(
  document.getElementById('state')?.textContent ?? '',
)
