import { useState } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import { queueNotice } from '../../lib/notices.ts'
import { client, useAccount } from '../../lib/session.ts'
import { instance } from '../../lib/state.ts'
import { rich, t } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Avatar } from '../../ui/data/avatar.tsx'
import { Badge } from '../../ui/data/badge.tsx'
import { Query, useQuery } from '../../ui/data/query.tsx'
import { Card, Row } from '../../ui/layout/card.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { ConfirmDialog } from '../../ui/overlay/confirm-dialog.tsx'
import { EventList } from '../audit/event-list.tsx'
import { urlOf } from '../options.ts'
import { type Account, contactOf, nameOf } from '../people.ts'
import { lastListUrl } from '../users/list-state.ts'
import { UserStatus } from '../users/user-status.tsx'
import { Access } from './access.tsx'
import { Profile } from './profile.tsx'
import { Sessions } from './sessions.tsx'

/** Events on this page. The audit log has all. */
const recent = '10'

/** One account: its profile, access, sessions and activity. */
export default function User() {
  const { id = '' } = useRoute().params
  return <LoadedUser key={id} id={id} />
}

function LoadedUser({ id }: { id: string }) {
  const param = { account_id: id }
  const query = useQuery(() => client.read(client.api.accounts[':account_id'].$get({ param })))
  const activity = useQuery(() =>
    client.read(client.api.audit.$get({ query: { search: id, limit: recent } })),
  )
  // Changes of the account may end its sessions, and each is an event.
  const [changes, setChanges] = useState(0)
  const refetch = async () => {
    setChanges((count) => count + 1)
    await Promise.all([query.refetch(), activity.refetch()])
  }
  const account = query.data?.account
  return (
    <Page
      title={account ? nameOf(account) : t('admin.user')}
      back={{ href: lastListUrl(), text: t('admin.users.title') }}
      media={account && <Avatar name={nameOf(account)} size="large" />}
      lead={account && <Summary account={account} />}
    >
      <Query query={query}>
        {({ account }) => (
          <>
            <Profile account={account} onChange={refetch} />
            <Access account={account} onChange={refetch} />
            <Sessions account={account} version={changes} onChange={activity.refetch} />
            <Card
              title={t('admin.activity')}
              action={
                <Button small href={urlOf('/auth/admin/audit', { search: id })}>
                  {t('admin.activity.all')}
                </Button>
              }
              flush={activity.data !== undefined}
            >
              <Query query={activity}>{({ items }) => <EventList events={items} />}</Query>
            </Card>
            <DangerZone account={account} />
          </>
        )}
      </Query>
    </Page>
  )
}

function Summary({ account }: { account: Account }) {
  const own = useAccount()
  return (
    <span class="bar">
      {contactOf(account)}
      <UserStatus account={account} />
      {account.role === 'admin' && <Badge tone="accent">{t('admin.role.admin')}</Badge>}
      {account.password_change_required && instance.passwords && (
        <Badge tone="warn">{t('admin.password.change_required')}</Badge>
      )}
      {account.id === own.id && <Badge>{t('admin.you')}</Badge>}
    </span>
  )
}

function DangerZone({ account }: { account: Account }) {
  const own = useAccount()
  const { route } = useLocation()
  const [isAsking, setAsking] = useState(false)
  const name = nameOf(account)
  const isOwn = account.id === own.id
  return (
    <Card title={t('admin.danger')} flush>
      <Row
        label={t('admin.delete')}
        action={
          !isOwn && (
            <Button small tone="danger" onClick={() => setAsking(true)}>
              {t('admin.delete')}
            </Button>
          )
        }
      >
        <span class="sub">
          {isOwn
            ? rich('admin.delete.own', {
                link: <a href="/auth/account/security">{t('admin.delete.own_link')}</a>,
              })
            : t('admin.delete.lead')}
        </span>
      </Row>
      <ConfirmDialog
        title={t('admin.ask.delete', { name })}
        consequence={t('admin.ask.delete.consequence', { count: 1 })}
        open={isAsking}
        onClose={() => setAsking(false)}
        confirmLabel={t('admin.do.delete')}
        busyLabel={t('admin.ask.delete.busy')}
        typed={name}
        onConfirm={async () => {
          const param = { account_id: account.id }
          await client.read(client.api.accounts[':account_id'].$delete({ param }))
          queueNotice(t('admin.done.delete', { name }))
          route(lastListUrl(), true)
        }}
      />
    </Card>
  )
}
