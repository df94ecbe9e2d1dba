// PENDING: what /account and /setup take and give until client/routes.ts has them. Delete this file then, and the
// two places in client.ts that name it.
import type { Routes } from './routes.ts'

type SignedIn = Omit<Routes['/api/auth/session']['$post'], 'input'>

export type Pending = {
  '/api/auth/account': {
    $post: SignedIn & {
      input: {
        json: {
          username?: string | undefined
          email?: string | undefined
          password: string
          first_name?: string | undefined
          last_name?: string | undefined
          referrer?: string | undefined
        }
      }
    }
  }
  '/api/auth/setup': {
    $post: SignedIn & {
      input: { json: { email: string; password: string; first_name: string; last_name: string } }
    }
  }
}
