import { deviceLabel } from '../lib/device.ts'
import { showNotice } from '../lib/notices.ts'
import { client } from '../lib/session.ts'
import { t } from '../lib/text.ts'
import { ActionButton } from '../ui/action-button.tsx'
import { Query, useQuery } from '../ui/data/query.tsx'
import { Card } from '../ui/layout/card.tsx'
import { Page } from '../ui/layout/page.tsx'
import { SessionSummary } from './session-summary.tsx'

/** Where the account is signed in, this device first. */
export function Devices() {
  const query = useQuery(() => client.sessions())
  async function signOut(id: string, device: string) {
    await client.endSession(id)
    showNotice(t('account.devices.signed_out', { device }))
    await query.refetch()
  }
  async function signOutOthers() {
    await client.endOtherSessions()
    showNotice(t('account.devices.signed_out_others'))
    await query.refetch()
  }
  const sessions = query.data?.toSorted((a, b) => Number(b.current) - Number(a.current))
  return (
    <Page
      title={t('account.devices.title')}
      lead={t('account.devices.lead')}
      actions={
        sessions &&
        sessions.length > 1 && (
          <ActionButton action={signOutOthers}>{t('account.devices.sign_out_others')}</ActionButton>
        )
      }
    >
      <Card flush={sessions !== undefined}>
        <Query query={query}>
          {() => (
            <ul class="rows">
              {sessions?.map((session) => {
                const device = deviceLabel(session.user_agent)
                return (
                  <li key={session.id} class="row">
                    <SessionSummary session={session} />
                    {!session.current && (
                      <ActionButton
                        small
                        label={t('account.devices.sign_out_label', { device })}
                        action={() => signOut(session.id, device)}
                      >
                        {t('account.devices.sign_out')}
                      </ActionButton>
                    )}
                  </li>
                )
              })}
            </ul>
          )}
        </Query>
      </Card>
      {sessions?.length === 1 && <p class="hint">{t('account.devices.no_others_lead')}</p>}
    </Page>
  )
}
