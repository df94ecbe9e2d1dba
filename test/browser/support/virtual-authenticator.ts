import type { Page } from 'playwright-core'

/** An authenticator of the browser, which verifies the user and syncs its passkeys. */
export interface VirtualAuthenticator {
  /**
   * Whether the user touches it at every request. Autofill then signs in as soon as the sign-in page opens: there is no one who
   * chooses a passkey from the list.
   */
  setPresent(present: boolean): Promise<void>
  /** Resolves when a passkey is deleted, as after a signal of the page. */
  deletion(): Promise<void>
  /** The number of its passkeys. */
  count(): Promise<number>
}

export async function addAuthenticator(page: Page): Promise<VirtualAuthenticator> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: true,
      defaultBackupState: true,
    },
  })
  return {
    async setPresent(enabled) {
      await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
    },
    deletion: () =>
      new Promise((resolve) => devtools.once('WebAuthn.credentialDeleted', () => resolve())),
    async count() {
      const answer = await devtools.send('WebAuthn.getCredentials', { authenticatorId })
      return answer.credentials.length
    },
  }
}
