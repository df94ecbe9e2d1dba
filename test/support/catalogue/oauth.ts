import { deriveKeys } from '../../../worker/config/keys.ts'
import { hashUserCode } from '../../../worker/oauth-devices/user-code.ts'
import { rootSecret } from '../accounts/forge.ts'
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
  const headers = await stage.byCookie()
  await stage.client.post('/api/auth/authorization', decision(stage), { headers })
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

/** The code that a device shows. */
const user_code = 'WDJB-MJHT'

/** Lets a device request access. */
async function device(stage: Stage): Promise<void> {
  await client(stage)
  const [keys] = await deriveKeys(rootSecret)
  await stage.write(
    `insert into device_codes (id, user_code_hash, client_id, scope, resources, network, interval,
      created_at, expires_at) values ('unknown', ?, ?, 'openid', '[]', '198.51.100.7', 5, ?, ?)`,
    await hashUserCode(keys, 'WDJBMJHT'),
    clientId,
    Date.now(),
    Date.now() + 600_000,
  )
}

/** Lets the account enter the code of the device. */
async function openedDevice(stage: Stage): Promise<void> {
  await device(stage)
  const headers = await stage.byCookie()
  await stage.client.post('/api/auth/device-authorization', { user_code }, { headers })
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
  'POST /api/auth/device-authorization': {
    caller: 'browser',
    note: 'with `DEVICE = on`',
    before: device,
    json: { user_code },
    states: [
      { title: 'wrong code', before: device, json: { user_code: 'BBBB-BBBB' }, status: 404 },
    ],
  },
  'PUT /api/auth/device-authorization': {
    caller: 'browser',
    note: 'with `DEVICE = on`',
    before: openedDevice,
    json: { user_code, decision: 'allow' },
    states: [{ title: 'denied', before: openedDevice, json: { user_code, decision: 'deny' } }],
    responses: [{ title: 'not opened', before: device, status: 404 }],
  },
  'POST /api/auth/authorization': {
    caller: 'browser',
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
