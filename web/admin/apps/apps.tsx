import { useState } from 'preact/hooks'
import { errorMessage } from '../../lib/error-message.ts'
import { showError, showNotice } from '../../lib/notices.ts'
import { client } from '../../lib/session.ts'
import { rich, t } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/data/badge.tsx'
import { Empty } from '../../ui/data/empty.tsx'
import { Query, useQuery } from '../../ui/data/query.tsx'
import { Time } from '../../ui/data/time.tsx'
import { Card } from '../../ui/layout/card.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { ConfirmDialog } from '../../ui/overlay/confirm-dialog.tsx'
import { Menu } from '../../ui/overlay/menu.tsx'
import { ban, edit, grid, key, plus, refresh, trash } from '../../ui/signed-in-icons.ts'
import type { App, NewSecret } from './app.ts'
import { AppForm } from './app-form.tsx'
import { SecretDialog } from './secret-dialog.tsx'

/** What an administrator is doing with an app. */
type Action = { name: 'create' } | { name: 'edit' | 'rotate' | 'disable' | 'delete'; app: App }

/** The apps that people can sign in to with their accounts. */
export default function Apps() {
  const query = useQuery(() => client.read(client.api.clients.$get()).then(({ items }) => items))
  const [action, setAction] = useState<Action>()
  const [secret, setSecret] = useState<NewSecret>()
  const close = () => setAction(undefined)
  const app = action && 'app' in action ? action.app : undefined
  const name = app?.name ?? ''
  async function done(notice?: string) {
    close()
    if (notice) showNotice(notice)
    await query.refetch()
  }
  async function rotate() {
    if (!app) return
    const param = { client_id: app.id }
    const rotated = await client.read(client.api.clients[':client_id'].secret.$post({ param }))
    setSecret({ app: rotated.client, secret: rotated.client_secret })
    await done()
  }
  async function setDisabled({ id }: App, disabled: boolean) {
    const param = { client_id: id }
    const json = { disabled }
    await client.read(client.api.clients[':client_id'].$patch({ param, json }))
    await done(t('admin.apps.saved'))
  }
  function enable(each: App) {
    setDisabled(each, false).catch((error: unknown) => showError(errorMessage(error)))
  }
  async function remove() {
    if (!app) return
    await client.read(client.api.clients[':client_id'].$delete({ param: { client_id: app.id } }))
    await done(t('admin.apps.deleted', { app: name }))
  }
  const register = (
    <Button tone="primary" icon={plus} onClick={() => setAction({ name: 'create' })}>
      {t('admin.apps.register')}
    </Button>
  )
  return (
    <Page
      title={t('admin.apps.title')}
      lead={t('admin.apps.lead')}
      actions={query.data && query.data.length > 0 && register}
    >
      <Card flush={query.data !== undefined}>
        <Query query={query}>
          {(apps) =>
            apps.length === 0 ? (
              <Empty icon={grid} title={t('admin.apps.empty')} action={register} />
            ) : (
              <ul class="rows">
                {apps.map((each) => (
                  <li key={each.id} class="row">
                    <Summary app={each} />
                    <Menu
                      label={t('admin.apps.actions', { app: each.name })}
                      items={actionsOf(each)}
                    />
                  </li>
                ))}
              </ul>
            )
          }
        </Query>
      </Card>
      <AppForm
        key={app?.id ?? 'new'}
        app={action?.name === 'edit' ? action.app : undefined}
        open={action?.name === 'create' || action?.name === 'edit'}
        onClose={close}
        onSaved={async (saved) => {
          if (saved) setSecret(saved)
          await done(saved ? undefined : t('admin.apps.saved'))
        }}
      />
      <ConfirmDialog
        title={t('admin.apps.rotate_title', { app: name })}
        open={action?.name === 'rotate'}
        onClose={close}
        consequence={t('admin.apps.rotate_consequence')}
        confirmLabel={t('admin.apps.rotate')}
        busyLabel={t('admin.apps.rotating')}
        onConfirm={rotate}
      />
      <ConfirmDialog
        title={t('admin.ask.disable', { name })}
        open={action?.name === 'disable'}
        onClose={close}
        consequence={t('admin.apps.disable_consequence')}
        confirmLabel={t('admin.do.disable')}
        busyLabel={t('admin.ask.disable.busy')}
        onConfirm={async () => app && setDisabled(app, true)}
      />
      <ConfirmDialog
        title={t('admin.apps.delete_title', { app: name })}
        open={action?.name === 'delete'}
        onClose={close}
        consequence={t('admin.apps.delete_consequence')}
        confirmLabel={t('admin.apps.delete')}
        busyLabel={t('admin.apps.deleting')}
        onConfirm={remove}
      />
      <SecretDialog created={secret} onClose={() => setSecret(undefined)} />
    </Page>
  )

  function actionsOf(each: App) {
    return [
      ...(hasDocument(each)
        ? []
        : [
            {
              text: t('admin.apps.edit'),
              icon: edit,
              onSelect: () => setAction({ name: 'edit', app: each }),
            },
          ]),
      ...(each.public
        ? []
        : [
            {
              text: t('admin.apps.rotate'),
              icon: key,
              onSelect: () => setAction({ name: 'rotate', app: each }),
            },
          ]),
      each.disabled
        ? { text: t('admin.do.enable'), icon: refresh, onSelect: () => enable(each) }
        : {
            text: t('admin.do.disable'),
            icon: ban,
            onSelect: () => setAction({ name: 'disable', app: each }),
          },
      'separator' as const,
      {
        text: t('admin.apps.delete'),
        icon: trash,
        tone: 'danger' as const,
        onSelect: () => setAction({ name: 'delete', app: each }),
      },
    ]
  }
}

/** The document at its client ID describes the app: no administrator can change it. */
function hasDocument({ id }: App): boolean {
  return id.startsWith('https:')
}

function Summary({ app }: { app: App }) {
  return (
    <div>
      <strong>{app.name}</strong> {app.public && <Badge>{t('admin.apps.public')}</Badge>}{' '}
      {app.disabled && <Badge tone="bad">{t('admin.apps.disabled')}</Badge>}
      <p class="sub small">
        <code>{app.id}</code>
      </p>
      <p class="sub small">
        {app.redirect_uris.length > 0 &&
          `${app.redirect_uris.map((uri) => new URL(uri).host).join(', ')} · `}
        {rich(hasDocument(app) ? 'admin.apps.first_allowed' : 'admin.apps.registered', {
          date: <Time at={app.created_at} dateOnly />,
        })}
      </p>
    </div>
  )
}
