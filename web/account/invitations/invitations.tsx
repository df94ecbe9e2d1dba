import { useState } from 'preact/hooks'
import type { Invitation } from '../../../client/client.ts'
import { showNotice } from '../../lib/notices.ts'
import { client } from '../../lib/session.ts'
import { instance } from '../../lib/state.ts'
import { rich, t } from '../../lib/text.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/data/badge.tsx'
import { Empty } from '../../ui/data/empty.tsx'
import { Query, useQuery } from '../../ui/data/query.tsx'
import { RelativeTime, Time } from '../../ui/data/time.tsx'
import { CopyField } from '../../ui/form/copy-field.tsx'
import { Card } from '../../ui/layout/card.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { ConfirmDialog } from '../../ui/overlay/confirm-dialog.tsx'
import { Dialog } from '../../ui/overlay/dialog.tsx'
import { mail, plus } from '../../ui/signed-in-icons.ts'
import { canSendInvitations, InvitationForm } from './invitation-form.tsx'

/** The account's invitations: links to sign up with, whose codes other programs can also verify. */
export function Invitations() {
  const query = useQuery(() => client.invitations())
  const [shown, setShown] = useState<Invitation>()
  const [revoking, setRevoking] = useState<Invitation>()
  const [isInviting, setInviting] = useState(false)
  const closeLink = () => setShown(undefined)
  const closeForm = () => setInviting(false)
  const closeQuestion = () => setRevoking(undefined)
  async function create() {
    setShown(await client.createInvitation())
    await query.refetch()
  }
  async function copy(invitation: Invitation) {
    try {
      await navigator.clipboard.writeText(linkOf(invitation))
      showNotice(t('account.invitations.copied'))
    } catch {
      // The browser denied access, or the page was opened over plain HTTP.
      setShown(invitation)
    }
  }
  async function revoke() {
    if (!revoking) return
    await client.deleteInvitation(revoking.id)
    closeQuestion()
    showNotice(t('account.invitations.revoked'))
    await query.refetch()
  }
  const isEmpty = query.data?.length === 0
  const canSend = canSendInvitations()
  const creation = (
    <>
      <ActionButton tone={canSend ? undefined : 'primary'} icon={plus} action={create}>
        {t('account.invitations.create')}
      </ActionButton>
      {canSend && (
        <Button tone="primary" icon={mail} onClick={() => setInviting(true)}>
          {t('account.invite')}
        </Button>
      )}
    </>
  )
  return (
    <Page
      title={t('account.invitations.title')}
      lead={
        instance.registration === 'closed'
          ? t('account.invitations.lead_closed')
          : t('account.invitations.lead')
      }
      actions={query.data && !isEmpty && creation}
    >
      <Card flush={query.data !== undefined}>
        <Query query={query}>
          {(invitations) =>
            isEmpty ? (
              <Empty
                icon={mail}
                title={t('account.invitations.empty')}
                action={<div class="bar">{creation}</div>}
              >
                {t(
                  canSend
                    ? 'account.invitations.empty_lead_mail'
                    : 'account.invitations.empty_lead',
                )}
              </Empty>
            ) : (
              <ul class="rows">
                {invitations.map((invitation) => (
                  <li key={invitation.id} class="row">
                    <Summary invitation={invitation} />
                    <div class="bar">
                      <ActionButton
                        small
                        label={t('account.invitations.copy_label', { code: invitation.token })}
                        action={() => copy(invitation)}
                      >
                        {t('account.invitations.copy')}
                      </ActionButton>
                      <Button
                        small
                        tone="danger"
                        label={t('account.invitations.revoke_label', { code: invitation.token })}
                        onClick={() => setRevoking(invitation)}
                      >
                        {t('account.invitations.revoke')}
                      </Button>
                    </div>
                  </li>
                ))}
              </ul>
            )
          }
        </Query>
      </Card>
      <Dialog
        title={t('account.invite')}
        lead={t('account.invite.lead')}
        open={isInviting}
        onClose={closeForm}
      >
        <InvitationForm onCancel={closeForm} onSent={() => query.refetch().finally(closeForm)} />
      </Dialog>
      <Dialog
        title={t('account.invitations.created')}
        lead={
          shown &&
          rich('account.invitations.created_lead', {
            date: <Time at={shown.expires_at} dateOnly />,
          })
        }
        open={shown !== undefined}
        onClose={closeLink}
      >
        {shown && <CopyField label={t('account.invitations.link')} value={linkOf(shown)} />}
        <div class="bar form-actions">
          <Button onClick={closeLink}>{t('account.invitations.done')}</Button>
        </div>
      </Dialog>
      <ConfirmDialog
        title={t('account.invitations.revoke_question')}
        consequence={t('account.invitations.revoke_lead')}
        open={revoking !== undefined}
        onClose={closeQuestion}
        confirmLabel={t('account.invitations.revoke')}
        busyLabel={t('account.invitations.revoking')}
        onConfirm={revoke}
      />
    </Page>
  )
}

function Summary({ invitation }: { invitation: Invitation }) {
  const { token, sent_to, uses, expires_at } = invitation
  return (
    <div>
      {sent_to ?? <code>{token}</code>}{' '}
      <Badge tone={uses > 0 ? 'ok' : undefined} dot>
        {uses > 0
          ? t('account.invitations.used', { count: uses })
          : t('account.invitations.unused')}
      </Badge>
      <p class="sub small">
        {sent_to && `${t('account.invitations.by_email')} · `}
        {rich('account.invitations.expires', { time: <RelativeTime at={expires_at} /> })}
      </p>
    </div>
  )
}

function linkOf({ token }: Invitation): string {
  return `${location.origin}/auth/sign-up?${new URLSearchParams({ invitation: token })}`
}
