import type { Routes } from '../../../client/routes.ts'

/** A registered app. */
export type App = Routes['/api/auth/clients']['$get']['output']['items'][number]

/** An app, and its new secret unless it is public. */
export interface NewSecret {
  app: App
  secret: string | null
}
