import { expect } from 'vitest'

/** An account's id. */
export const anId = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)

/** A signed token: three parts of base64url, as clients decode it. */
export const aToken = expect.stringMatching(/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/)

/** ISO 8601 in UTC, with milliseconds. */
export const aTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
