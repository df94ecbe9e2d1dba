import type { ComponentChildren } from 'preact'
import { useAccount } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { rich, t } from '../lib/text.ts'
import { ActionButton } from '../ui/action-button.tsx'
import { Form } from '../ui/form/form.tsx'
import { GuestPage } from '../ui/layout/guest-page.tsx'
import { NotYou } from './other-account.tsx'

export type Decision = 'allow' | 'deny'

interface Props {
  /** The name of the app. */
  client: string
  /** What allows the request. */
  allowLabel: string
  onDecide: (decision: Decision) => Promise<void>
  /** Offers to continue with another account. */
  mayChangeAccount?: boolean
  /** What the person should know first. */
  children: ComponentChildren
}

/** A page on which a person allows or denies what an app requests. */
export function ConsentPage({
  client,
  allowLabel,
  onDecide,
  mayChangeAccount = false,
  children,
}: Props) {
  const account = useAccount()
  const name = account.username ?? account.email ?? ''
  return (
    <GuestPage
      title={t('consent.title', { client })}
      lead={rich('consent.account', {
        product: instance.product.name,
        name: <strong>{name}</strong>,
      })}
      footer={mayChangeAccount && <NotYou name={name} />}
    >
      {children}
      <Form
        submitLabel={allowLabel}
        busyLabel={t('consent.allowing')}
        onSubmit={() => onDecide('allow')}
        secondary={<ActionButton action={() => onDecide('deny')}>{t('consent.deny')}</ActionButton>}
      />
    </GuestPage>
  )
}
