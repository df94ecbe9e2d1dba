import type { Routes } from '../../../client/routes.ts'
import { type TextKey, t } from '../../lib/text.ts'
import { alert } from '../../ui/icons.ts'
import * as icons from '../../ui/signed-in-icons.ts'

export type AuditEvent = Routes['/api/auth/audit']['$get']['output']['items'][number]
export type EventName = AuditEvent['event']

/** The sentences of the catalogue that name the account, the actor, both or neither. */
export type SentenceKey = Extract<TextKey, `admin.event.${string}`>

interface EventText {
  icon: string
  /** Undefined for an event that this version of the pages does not know in more detail. */
  sentence: (event: AuditEvent) => SentenceKey
}

/** Whether another account caused it: not the account itself, and not a visitor who was not signed in. */
function isByOther({ account, actor }: AuditEvent): boolean {
  return actor !== null && actor !== account
}

/** Chooses a sentence by who caused the event. */
function by(own: SentenceKey, other: SentenceKey) {
  return (event: AuditEvent) => (isByOther(event) ? other : own)
}

/** Every event of the Worker. An event without a sentence does not compile. */
const texts: Record<EventName, EventText> = {
  authn_login_success: {
    icon: icons.user,
    sentence: () => 'admin.event.signed_in',
  },
  authn_login_fail: {
    icon: alert,
    sentence: ({ account }) =>
      account ? 'admin.event.sign_in_failed' : 'admin.event.sign_in_failed_unknown',
  },
  authn_login_lock: {
    icon: icons.ban,
    sentence: ({ account }) => (account ? 'admin.event.locked' : 'admin.event.locked_unknown'),
  },
  authn_code_fail: { icon: alert, sentence: () => 'admin.event.wrong_code' },
  authn_factor_added: {
    icon: icons.shield,
    sentence: ({ detail }) =>
      detail === 'passkey' ? 'admin.event.passkey_added' : 'admin.event.factor_added',
  },
  authn_factor_fail: { icon: alert, sentence: () => 'admin.event.factor_fail' },
  authn_factor_removed: {
    icon: icons.shield,
    sentence: (event) =>
      event.detail === 'passkey'
        ? 'admin.event.passkey_removed'
        : by('admin.event.factor_removed', 'admin.event.factor_removed_by')(event),
  },
  authn_reauthentication: { icon: icons.shield, sentence: () => 'admin.event.reauthenticated' },
  authn_recovery_codes_created: {
    icon: icons.shield,
    sentence: () => 'admin.event.recovery_codes',
  },
  authn_password_change: {
    icon: icons.key,
    sentence: (event) =>
      event.detail === 'reset'
        ? 'admin.event.password_reset'
        : by('admin.event.password_changed', 'admin.event.password_set')(event),
  },
  authn_password_change_fail: { icon: alert, sentence: () => 'admin.event.reset_failed' },
  authn_token_created: {
    icon: icons.mail,
    sentence: (event) => {
      if (event.detail === 'invitation_email') return 'admin.event.invitation_sent'
      if (event.detail !== 'reset_link') return 'admin.event.invitation_created'
      if (!event.account) return 'admin.event.reset_link_unknown'
      return event.actor ? 'admin.event.reset_link_sent' : 'admin.event.reset_link'
    },
  },
  authn_token_revoked: {
    icon: icons.signOut,
    sentence: (event) => {
      if (event.detail === 'invitation' || event.detail === 'user_token') {
        return 'admin.event.invitation_revoked'
      }
      if (event.detail === 'others') return 'admin.event.signed_out_others'
      return event.detail === 'all'
        ? by('admin.event.signed_out_all', 'admin.event.signed_out_all_by')(event)
        : by('admin.event.signed_out', 'admin.event.signed_out_by')(event)
    },
  },
  authz_fail: {
    icon: icons.ban,
    sentence: ({ account, detail }) => {
      if (account) return 'admin.event.forbidden'
      return detail === 'already_set_up'
        ? 'admin.event.setup_again'
        : 'admin.event.setup_token_wrong'
    },
  },
  client_created: { icon: icons.plus, sentence: () => 'admin.event.client_created' },
  client_updated: { icon: icons.edit, sentence: () => 'admin.event.client_updated' },
  client_secret_rotated: { icon: icons.key, sentence: () => 'admin.event.client_secret_rotated' },
  client_deleted: { icon: icons.trash, sentence: () => 'admin.event.client_deleted' },
  device_denied: { icon: icons.ban, sentence: () => 'admin.event.device_denied' },
  user_code_fail: { icon: alert, sentence: () => 'admin.event.user_code_fail' },
  grant_created: { icon: icons.user, sentence: () => 'admin.event.grant_created' },
  grant_revoked: {
    icon: icons.ban,
    sentence: ({ actor }) =>
      actor === null ? 'admin.event.grant_revoked_by_app' : 'admin.event.grant_revoked',
  },
  grant_reused: { icon: alert, sentence: () => 'admin.event.grant_reused' },
  privilege_permissions_changed: {
    icon: icons.shield,
    sentence: (event) =>
      event.detail === 'admin'
        ? by('admin.event.made_admin', 'admin.event.made_admin_by')(event)
        : by('admin.event.made_user', 'admin.event.made_user_by')(event),
  },
  sensitive_read: { icon: icons.download, sentence: () => 'admin.event.audit_exported' },
  signing_keys_withdrawn: { icon: alert, sentence: () => 'admin.event.signing_keys_withdrawn' },
  sys_setup_complete: { icon: icons.settings, sentence: () => 'admin.event.set_up' },
  user_created: {
    icon: icons.plus,
    sentence: (event) =>
      event.detail?.startsWith('setup')
        ? 'admin.event.set_up'
        : by('admin.event.signed_up', 'admin.event.created_by')(event),
  },
  user_updated: {
    icon: icons.edit,
    sentence: (event) => {
      if (event.detail === 'enabled')
        return by('admin.event.enabled', 'admin.event.enabled_by')(event)
      if (event.detail === 'disabled') {
        return by('admin.event.disabled', 'admin.event.disabled_by')(event)
      }
      if (event.detail === 'email_verified') {
        return by('admin.event.email_verified', 'admin.event.email_verified_by')(event)
      }
      if (event.detail === 'email_changed') {
        return by('admin.event.email_changed', 'admin.event.email_changed_by')(event)
      }
      if (event.detail === 'reset') return 'admin.event.link_used'
      return by('admin.event.updated', 'admin.event.updated_by')(event)
    },
  },
  user_deleted: {
    icon: icons.trash,
    sentence: by('admin.event.deleted', 'admin.event.deleted_by'),
  },
}

export const eventNames = Object.keys(texts) as EventName[]

/** The name of a kind of event, for the filter. */
export function eventLabel(name: EventName): string {
  return t(`admin.event_type.${name}`)
}

/** The icon and the sentence of an event. A newer Worker may have events that these pages do not know. */
export function textOf(event: AuditEvent): { icon: string; key: SentenceKey | undefined } {
  const known = Object.hasOwn(texts, event.event) ? texts[event.event] : undefined
  return { icon: known?.icon ?? icons.list, key: known?.sentence(event) }
}
