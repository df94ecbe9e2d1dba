import type { Current } from '../../client/client.ts'
import type { Routes } from '../../client/routes.ts'

export type Instance = Routes['/api/auth/instance']['$get']['output']

interface State {
  instance: Instance
  session: Current | null
}

/** The state that the Worker embeds in the document, so that the page needs no request for it. */
export const { instance, session }: State = JSON.parse(
  document.getElementById('state')?.textContent ?? '',
)
