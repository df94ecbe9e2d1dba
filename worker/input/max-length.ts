/**
 * The maximum length of each kind of text in a request, in characters (code points, as JSON Schema counts them).
 * /openapi.json documents it. Nothing that takes more than linear time runs on longer text.
 */
export const maxLength = {
  /** A username or an email address. */
  identifier: 254,
  /** The length that mail servers must accept (RFC 5321 section 4.5.3.1.3, without the angle brackets). */
  address: 254,
  username: 64,
  /** A password to compare. Imported hashes may belong to a password longer than `newPassword`. */
  password: 1024,
  /** bcrypt reads 72 bytes of the normalized text. A character of two bytes may be sent as three, such as U+01D5. */
  newPassword: 108,
  displayName: 200,
  picture: 500,
  search: 254,
  /** A verification code as a person types or pastes it, with spaces and hyphens. */
  code: 64,
  /** JWTs, setup tokens and invitation tokens. */
  token: 2048,
  /** A resource indicator. RESOURCES accepts none that is longer. */
  audience: 500,
  /** A UUID has 36 characters; clients must not rely on that. */
  id: 64,
  /** 1023 bytes in base64url (WebAuthn Level 3 section 7.1). */
  credentialId: 1364,
  /** Any other part of a response of WebAuthn. Attestation statements with certificates have a few thousand characters. */
  webAuthn: 8000,
  /** `k.` and the base64url of an identifier key, as `parseCursor` accepts it. */
  cursor: 1026,
  /** A redirect URI or the identifier of a resource server. */
  uri: 500,
  /** The query of an authorization request. */
  authorizationRequest: 8000,
  /** RFC 3339 with any sensible number of decimals. */
  time: 64,
} as const
