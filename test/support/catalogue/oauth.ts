import type { Entry, Facts, Stage } from './operation.ts'

/** The client that requests are about. */
export const clientId = '5c1f3b52-6c0e-4d6f-9b5a-1d0f4f6f2a11'
const redirectUri = 'https://app.example.com/callback'

/** Registers the client, with a secret that no one knows. */
async function client({ write }: Stage): Promise<void> {
  await write(
    `insert into clients (id, name, secret_hash, redirect_uris, post_logout_redirect_uris, resources,
      id_token_alg, created_at, updated_at) values (?, 'Notes', 'unknown', ?, '[]', '[]', 'RS256', 1, 1)`,
    clientId,
    JSON.stringify([redirectUri]),
  )
}

/** Lets the account allow the client to use it. */
async function grant(stage: Stage): Promise<void> {
  await client(stage)
  const { token } = stage.account
  await stage.client.post('/api/auth/authorization', decision(stage), { token })
}

function decision({ id }: Pick<Facts, 'id'>) {
  const request = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  })
  return { request: String(request), account: id, decision: 'allow' }
}

/** Operations of our own API about OAuth clients and what people allow them. */
export const oauth: Record<string, Entry> = {
  'GET /api/auth/clients': { caller: 'administrator', before: client },
  'POST /api/auth/clients': {
    caller: 'administrator',
    json: { name: 'Notes', public: false, redirect_uris: [redirectUri] },
  },
  'GET /api/auth/clients/{client_id}': { caller: 'administrator', before: client },
  'PATCH /api/auth/clients/{client_id}': {
    caller: 'administrator',
    before: client,
    json: { name: 'Calendar' },
    responses: [{ title: 'unknown client', status: 404 }],
  },
  'POST /api/auth/clients/{client_id}/secret': { caller: 'administrator', before: client },
  'DELETE /api/auth/clients/{client_id}': {
    caller: 'administrator',
    before: client,
    again: 404,
  },
  'GET /api/auth/grants': { caller: 'session', before: grant },
  'DELETE /api/auth/grants/{client_id}': { caller: 'session', before: grant, again: 404 },
  'POST /api/auth/authorization': {
    caller: 'session',
    before: client,
    json: decision,
    states: [{ title: 'allowed before', before: grant }],
    responses: [
      {
        title: 'denied',
        before: client,
        json: (facts) => ({ ...decision(facts), decision: 'deny' }),
      },
      {
        title: 'another account',
        before: client,
        json: { ...decision({ id: 'another' }) },
        status: 409,
      },
    ],
  },
}
