import { useState } from 'preact/hooks'
import { countryLabel } from '../../lib/country.ts'
import { deviceLabel } from '../../lib/device.ts'
import { showNotice } from '../../lib/notices.ts'
import { client } from '../../lib/session.ts'
import { rich, t } from '../../lib/text.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/data/badge.tsx'
import { Empty } from '../../ui/data/empty.tsx'
import { Query, useQuery } from '../../ui/data/query.tsx'
import { RelativeTime } from '../../ui/data/time.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Card } from '../../ui/layout/card.tsx'
import { monitor } from '../../ui/signed-in-icons.ts'
import { type Account, nameOf } from '../people.ts'
import { ActionDialog } from '../users/action-dialog.tsx'

interface Props {
  account: Account
  /** Changes with the account, which may end sessions. */
  version: number
  onChange: () => Promise<void>
}

/** Where the account is signed in, each session with a button that ends it. */
export function Sessions({ account, version, onChange }: Props) {
  const { sessions } = client.api.accounts[':account_id']
  const param = { account_id: account.id }
  const list = useQuery(() => client.read(sessions.$get({ param })), String(version))
  const [isAsking, setAsking] = useState(false)
  const refetch = () => Promise.all([list.refetch(), onChange()])
  async function end(session_id: string, device: string) {
    await client.read(sessions[':session_id'].$delete({ param: { ...param, session_id } }))
    showNotice(t('admin.sessions.ended', { device }))
    await refetch()
  }
  const hasSome = (list.data?.items.length ?? 0) > 0
  return (
    <Card
      title={t('admin.sessions')}
      action={
        hasSome && (
          <Button small tone="danger" onClick={() => setAsking(true)}>
            {t('admin.do.sign_out')}
          </Button>
        )
      }
      flush={list.data !== undefined}
    >
      <Query query={list}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={monitor} title={t('admin.sessions.none')}>
              {t('admin.sessions.none_lead', { name: nameOf(account) })}
            </Empty>
          ) : (
            <ul>
              {items.map(({ id, user_agent, country, last_used_at, current }) => {
                const device = deviceLabel(user_agent)
                const place = countryLabel(country)
                return (
                  <li key={id} class="row session">
                    <div class="person">
                      <Icon path={monitor} />
                      <div>
                        {device} {current && <Badge tone="ok">{t('admin.sessions.current')}</Badge>}
                        <p class="sub small">
                          {place && `${place} · `}
                          {rich('admin.sessions.last_active', {
                            time: <RelativeTime at={last_used_at} />,
                          })}
                        </p>
                      </div>
                    </div>
                    {!current && (
                      <ActionButton
                        small
                        label={t('admin.sessions.end_label', { device })}
                        action={() => end(id, device)}
                      >
                        {t('admin.sessions.end')}
                      </ActionButton>
                    )}
                  </li>
                )
              })}
            </ul>
          )
        }
      </Query>
      <ActionDialog
        question={isAsking ? { action: 'sign_out', accounts: [account] } : undefined}
        onClose={() => setAsking(false)}
        onDone={refetch}
      />
    </Card>
  )
}
