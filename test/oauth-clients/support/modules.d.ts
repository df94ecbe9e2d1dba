/** The part of passport that the tests use: its types are a separate package. */
declare module 'passport' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  const passport: {
    authenticate(
      strategy: object,
      options: { session: boolean },
    ): (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void
  }
  namespace passport {
    type AuthenticateCallback = (error: unknown, user?: unknown) => void
    interface AuthenticateOptions {}
    class Strategy {}
  }
  export = passport
}

/** The part of oidc-provider that the tests use. */
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http'

  export default class Provider {
    constructor(issuer: string, configuration: object)
    callback(): RequestListener
  }
}
