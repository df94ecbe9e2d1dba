import { useEffect, useState } from 'preact/hooks'
import { type Account, createClient } from '../../../client/client.ts'
import { createPasskey, listPasskeys, supportsConditionalCreate } from '../../../client/passkeys.ts'
import { deviceLabel } from '../../lib/device.ts'
import { showNotice } from '../../lib/notices.ts'
import { offersPasskeys } from '../../lib/passkeys.ts'
import { client, useAccount } from '../../lib/session.ts'
import { instance } from '../../lib/state.ts'
import { t } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/layout/card.tsx'
import { newPasskeyFragment } from './passkeys.tsx'

/** Milliseconds after a sign-in during which browsers create a passkey without a dialog. */
const conditionalTime = 5 * 60_000

/** Whether this page tried that. */
let tried = false

/** After a sign-in with a password or a link by email, offers to add a passkey. At the end of the page, so that nothing moves when it appears. */
export function PasskeyOffer() {
  const account = useAccount()
  const [shown, setShown] = useState(false)
  useEffect(() => {
    shouldOffer(account).then(setShown, () => undefined)
  }, [account])
  useEffect(() => {
    // Browsers may wait instead of refusing, so the offer is visible meanwhile.
    if (shown && instance.passwords)
      createWithoutDialog().then((created) => created && setShown(false))
  }, [shown])
  if (!shown) return null
  function dismiss() {
    rememberDismissal(account)
    setShown(false)
  }
  return (
    <Card
      title={t('account.passkeys.offer')}
      lead={t(instance.passwords ? 'account.passkeys.offer_lead' : 'account.passkeys.lead')}
    >
      <div class="bar">
        <Button small href={`/auth/account/security${newPasskeyFragment}`}>
          {t('account.passkeys.add')}
        </Button>
        <Button small tone="ghost" onClick={dismiss}>
          {t('account.passkeys.not_now')}
        </Button>
      </div>
    </Card>
  )
}

async function shouldOffer(account: Account): Promise<boolean> {
  if (!offersPasskeys || client.current?.amr.includes('pop') || wasDismissed(account)) return false
  // A person who used a link by email has no passkey here, even if the account has one.
  const hasPassword = client.current?.amr.includes('pwd')
  if (hasPassword && (await listPasskeys(client)).length > 0) return false
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()
}

/** Lets the browser create a passkey on its own, if it has just filled in the password. Returns whether it did. */
async function createWithoutDialog(): Promise<boolean> {
  const isRecent = Date.now() - Date.parse(client.current?.auth_time ?? '') < conditionalTime
  if (tried || !isRecent || !(await supportsConditionalCreate())) return false
  tried = true
  try {
    // Another client: no one asked for this, so it must not ask for the password.
    await createPasskey(createClient(), {
      label: deviceLabel(navigator.userAgent),
      conditional: true,
    })
    showNotice(t('account.passkeys.created'))
    return true
  } catch {
    return false
  }
}

function keyOf({ id }: Account): string {
  return `latchkey-no-passkey-${id}`
}

function rememberDismissal(account: Account): void {
  // Storage may be blocked.
  try {
    localStorage.setItem(keyOf(account), '1')
  } catch {}
}

function wasDismissed(account: Account): boolean {
  try {
    return localStorage.getItem(keyOf(account)) !== null
  } catch {
    return false
  }
}
