import { InputError } from '../../lib/input-error.ts'
import { client } from '../../lib/session.ts'
import { device } from '../../lib/state.ts'
import { t } from '../../lib/text.ts'
import { Checkbox } from '../../ui/form/checkbox.tsx'
import { Field } from '../../ui/form/field.tsx'
import { Form, type Values } from '../../ui/form/form.tsx'
import { CancelButton, Dialog } from '../../ui/overlay/dialog.tsx'
import type { App, NewSecret } from './app.ts'

interface Props {
  /** The app to change; a new one without it. */
  app: App | undefined
  open: boolean
  onClose: () => void
  /** @param created a new app */
  onSaved: (created?: NewSecret) => Promise<unknown>
}

/** Registers an app, or changes it. */
export function AppForm({ app, open, onClose, onSaved }: Props) {
  async function save(values: Values) {
    const facts = {
      name: values.name ?? '',
      redirect_uris: listOf(values.redirect_uris),
      post_logout_redirect_uris: listOf(values.post_logout_redirect_uris),
      resources: listOf(values.resources),
      ...(device && { device_grant: values.device_grant !== undefined }),
    }
    if (facts.redirect_uris.length === 0 && !facts.device_grant) {
      throw new InputError('redirect_uris', t('admin.apps.redirect_missing'))
    }
    if (app) {
      const param = { client_id: app.id }
      await client
        .read(client.api.clients[':client_id'].$patch({ param, json: facts }))
        .catch(named)
      await onSaved()
      return
    }
    const json = { ...facts, public: values.public !== undefined }
    const created = await client.read(client.api.clients.$post({ json })).catch(named)
    await onSaved({ app: created.client, secret: created.client_secret })
  }
  return (
    <Dialog
      title={app ? t('admin.apps.edit_title', { app: app.name }) : t('admin.apps.register')}
      open={open}
      onClose={onClose}
    >
      <Form
        submitLabel={app ? t('admin.save') : t('admin.apps.register')}
        busyLabel={t('admin.saving')}
        submitLast
        secondary={<CancelButton onClick={onClose} />}
        onSubmit={save}
      >
        <Field
          name="name"
          label={t('admin.apps.name')}
          hint={t('admin.apps.name_hint')}
          missing={t('admin.apps.name_missing')}
          value={app?.name ?? ''}
          required
          autofocus
        />
        <Field
          name="redirect_uris"
          label={t('admin.apps.redirect_uris')}
          hint={t('admin.apps.uris_hint')}
          value={app?.redirect_uris.join(' ') ?? ''}
          required={!device}
        />
        <Field
          name="post_logout_redirect_uris"
          label={t('admin.apps.post_logout')}
          hint={t('admin.apps.uris_hint')}
          value={app?.post_logout_redirect_uris.join(' ') ?? ''}
        />
        <Field
          name="resources"
          label={t('admin.apps.resources')}
          hint={t('admin.apps.resources_hint')}
          value={app?.resources.join(' ') ?? ''}
        />
        {device && (
          <Checkbox
            name="device_grant"
            label={t('admin.apps.device_grant')}
            hint={t('admin.apps.device_hint')}
            checked={app?.device_grant ?? false}
          />
        )}
        {!app && (
          <Checkbox
            name="public"
            label={t('admin.apps.is_public')}
            hint={t('admin.apps.public_hint')}
          />
        )}
      </Form>
    </Dialog>
  )
}

/** What a person separated by spaces, commas or lines. */
function listOf(text = ''): string[] {
  return text.split(/[\s,]+/).filter((each) => each !== '')
}

/** Shows an error of one item at the field of its list. */
function named(error: unknown): never {
  const { errors } = error as { errors?: { path: string }[] }
  const field = errors?.[0]?.path.split('.')[0]
  if (field === 'redirect_uris' || field === 'post_logout_redirect_uris') {
    throw new InputError(field, t('admin.apps.uri_invalid'))
  }
  if (field === 'resources') throw new InputError(field, t('admin.apps.resource_invalid'))
  throw error
}
