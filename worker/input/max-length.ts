/**
 * The maximum length of each kind of text in a request, in characters (code points, as JSON Schema counts them).
 * /openapi.json publishes them. Nothing that takes more than linear time runs on longer text.
 */
export const maxLength = {
  /** What somebody signs in with: an address is the longest. */
  identifier: 254,
  /** A mail server must accept this much (RFC 5321 section 4.5.3.1.3, less the angle brackets). */
  address: 254,
  username: 64,
  /** A password to compare with. Imported hashes can be of more than `newPassword`. */
  password: 1024,
  /** bcrypt reads 72 bytes, after normalising: a character of two bytes may be sent as three, such as U+01D5. */
  newPassword: 108,
  displayName: 200,
  picture: 500,
  search: 254,
  /** A code as somebody types or pastes it, with spaces and hyphens. */
  code: 64,
  /** JWTs, set-up tokens and user tokens. */
  token: 2048,
  /** A UUID is 36; clients must not rely on that. */
  id: 64,
  /** `k.` and the base64url of a key, as `parseCursor` accepts it. */
  cursor: 1026,
  /** RFC 3339 with any number of decimals that makes sense. */
  time: 64,
} as const
