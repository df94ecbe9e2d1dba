import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { mainService } from '../../conformance/support/service.ts'
import { expectPage, it, signIn } from '../support/fixtures.ts'
import { addAuthenticator } from '../support/virtual-authenticator.ts'

const { service } = mainService()

/** Sends a request as a script of the page does. */
function send(page: Page, method: string, path: string, json?: unknown) {
  return page.evaluate(
    async ([method, path, body]) => {
      const headers = { 'Content-Type': 'application/json' }
      const response = await fetch(path, { method, ...(body && { headers, body }) })
      const text = await response.text()
      return { status: response.status, body: text ? JSON.parse(text) : null }
    },
    [method, `/api/auth${path}`, json === undefined ? '' : JSON.stringify(json)] as const,
  )
}

/** Creates a passkey with options of the service, with the browser's own methods for JSON. */
async function create(page: Page): Promise<unknown> {
  const { body } = await send(page, 'POST', '/passkey/options', { conditional: false })
  return page.evaluate(async (options) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
    const credential = await navigator.credentials.create({ publicKey })
    return (credential as PublicKeyCredential).toJSON()
  }, body)
}

/** Uses a passkey with options of the service. */
async function use(page: Page, purpose: string): Promise<unknown> {
  const { body } = await send(page, 'POST', '/session/passkey/options', { purpose })
  return page.evaluate(async (options) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
    const credential = await navigator.credentials.get({ publicKey })
    return (credential as PublicKeyCredential).toJSON()
  }, body)
}

async function openSecurity(page: Page, name: string): Promise<void> {
  await signIn(page, name, '/auth/account/security')
  await expectPage(page, 'Security')
}

it('adds a passkey of Chromium, signs in with it, proves the user again and removes it', async ({
  newPage,
}) => {
  const { username, id } = await service.person()
  const page = await newPage()
  const authenticator = await addAuthenticator(page)
  await openSecurity(page, username)

  const added = await send(page, 'POST', '/passkeys', { passkey: await create(page), label: 'Key' })
  expect(added).toMatchObject({ status: 201, body: { label: 'Key', synced: true } })
  expect(added.body.transports).toEqual(['internal'])

  await send(page, 'DELETE', '/session')
  const signedIn = await send(page, 'POST', '/session/passkey', {
    passkey: await use(page, 'sign_in'),
  })
  expect(signedIn).toMatchObject({
    status: 201,
    body: { account: { id }, acr: 'aal2', amr: ['pop', 'mfa'] },
  })

  const proof = await send(page, 'POST', '/session/proof', { passkey: await use(page, 'proof') })
  expect(proof).toMatchObject({ status: 200, body: { acr: 'aal2' } })

  const removed = await send(page, 'DELETE', `/passkeys/${added.body.id}`)
  expect(removed).toMatchObject({ status: 200, body: { accepted: [] } })
  const deleted = authenticator.deletion()
  await page.evaluate(async ({ rp_id, user_id, accepted }) => {
    await PublicKeyCredential.signalAllAcceptedCredentials({
      rpId: rp_id,
      userId: user_id,
      allAcceptedCredentialIds: accepted,
    })
  }, removed.body)
  await deleted
})
