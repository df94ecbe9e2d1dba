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
