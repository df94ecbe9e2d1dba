import type { Current } from '../../client/client.ts'
import type { Routes } from '../../client/routes.ts'

export type Instance = Routes['/api/auth/instance']['$get']['output']

/** What the page of an app's request asks. The Worker has the same type (worker/pages/oauth.ts). */
export type AppRequest =
  | { step: 'error'; code: string; host?: string; fault?: string }
  | { step: 'account' }
  | { step: 'proof'; client: string }
  | {
      step: 'consent'
      client: string
      document: string | null
      host: string
      scopes: string[]
      resources: string[]
    }
  | { step: 'sign_out'; client: string | null; returnTo: string | null }

interface State {
  instance: Instance
  session: Current | null
  /** Whether apps can sign people in. */
  oauth?: true
  /** Whether devices without a browser can, too. */
  device?: boolean
  request?: AppRequest
}

/** The state that the Worker embeds in the document, so that the page needs no request for it. */
export const { instance, session, oauth, device, request }: State = JSON.parse(
  document.getElementById('state')?.textContent ?? '',
)
