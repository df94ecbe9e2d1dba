/** Why a request is refused: `status` is the status of the response. */
export class TokenError extends Error {
  readonly code: 'missing_token' | 'invalid_token' | 'unverifiable'

  constructor(code: TokenError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'TokenError'
    this.code = code
  }

  /** 401, or 503 if the token may be valid but that cannot be checked at present. */
  get status(): 401 | 503 {
    return this.code === 'unverifiable' ? 503 : 401
  }
}
