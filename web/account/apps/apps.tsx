import { useState } from 'preact/hooks'
import type { Routes } from '../../../client/routes.ts'
import { showNotice } from '../../lib/notices.ts'
import { client } from '../../lib/session.ts'
import { isTextKey, rich, t } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/data/empty.tsx'
import { Query, useQuery } from '../../ui/data/query.tsx'
import { RelativeTime, Time } from '../../ui/data/time.tsx'
import { Card } from '../../ui/layout/card.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { ConfirmDialog } from '../../ui/overlay/confirm-dialog.tsx'
import { grid } from '../../ui/signed-in-icons.ts'

type Grant = Routes['/api/auth/grants']['$get']['output']['items'][number]

/** The apps that have access to the account. */
export function Apps() {
  const query = useQuery(() => client.read(client.api.grants.$get()).then(({ items }) => items))
  const [removing, setRemoving] = useState<Grant>()
  const name = removing?.client.name ?? ''
  async function remove() {
    if (!removing) return
    const param = { client_id: removing.client.id }
    await client.read(client.api.grants[':client_id'].$delete({ param }))
    setRemoving(undefined)
    showNotice(t('account.apps.removed', { app: name }))
    await query.refetch()
  }
  return (
    <Page title={t('account.apps.title')} lead={t('account.apps.lead')}>
      <Card flush={query.data !== undefined}>
        <Query query={query}>
          {(apps) =>
            apps.length === 0 ? (
              <Empty icon={grid} title={t('account.apps.empty')} />
            ) : (
              <ul class="rows">
                {apps.map((grant) => (
                  <li key={grant.client.id} class="row">
                    <Summary grant={grant} />
                    <Button
                      small
                      label={t('account.apps.remove_label', { app: grant.client.name })}
                      onClick={() => setRemoving(grant)}
                    >
                      {t('account.apps.remove')}
                    </Button>
                  </li>
                ))}
              </ul>
            )
          }
        </Query>
      </Card>
      <ConfirmDialog
        title={t('account.apps.remove_title', { app: name })}
        open={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        consequence={t('account.apps.consequence', { app: name })}
        confirmLabel={t('account.apps.remove')}
        busyLabel={t('account.apps.removing')}
        onConfirm={remove}
      />
    </Page>
  )
}

function Summary({
  grant: { client: app, scopes, resources, created_at, last_used_at },
}: {
  grant: Grant
}) {
  const permissions = [
    ...scopes
      .map((scope) => `consent.scope.${scope}`)
      .filter(isTextKey)
      .map((key) => t(key as 'consent.identify')),
    ...resources.map((resource) => t('consent.resource', { resource })),
  ]
  return (
    <div>
      <strong>{app.name}</strong>
      <p class="sub small">{permissions.join(' · ')}</p>
      <p class="sub small">
        {rich('account.apps.used', {
          time: <RelativeTime at={last_used_at} />,
          date: <Time at={created_at} dateOnly />,
        })}
      </p>
    </div>
  )
}
