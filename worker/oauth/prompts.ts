/** What a client can ask of the authorization endpoint (OpenID Connect Core section 3.1.2.1). */
export const promptValues = ['none', 'login', 'consent', 'select_account'] as const
export type Prompt = (typeof promptValues)[number]
