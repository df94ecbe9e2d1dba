import { useState } from 'preact/hooks'
import { ProblemError } from '../../client/client.ts'
import type { Routes } from '../../client/routes.ts'
import { countryLabel } from '../lib/country.ts'
import { errorMessage } from '../lib/error-message.ts'
import { InputError } from '../lib/input-error.ts'
import { client, useAccount } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { rich, t } from '../lib/text.ts'
import { Time } from '../ui/data/time.tsx'
import { Field } from '../ui/form/field.tsx'
import { Form, type Values } from '../ui/form/form.tsx'
import { Banner } from '../ui/layout/banner.tsx'
import { GuestPage } from '../ui/layout/guest-page.tsx'
import { ConsentPage, type Decision } from './consent-page.tsx'
import { NotYou } from './other-account.tsx'
import { Permissions } from './permissions.tsx'

const operation = client.api['device-authorization']
type Found = Routes['/api/auth/device-authorization']['$post']['output']

/** The page on which a person enters the code of a device, and allows or denies what the device requests. */
export default function DeviceRequest() {
  const [opened, setOpened] = useState<{ code: string; request: Found }>()
  const [decision, setDecision] = useState<Decision>()
  if (decision) return <Answered decision={decision} />
  if (!opened) {
    return <EnterCode onOpened={(code, request) => setOpened({ code, request })} />
  }
  return <Confirm {...opened} onAnswered={setDecision} />
}

/** What the device shows: eight letters with a hyphen, whichever way they were typed. */
function displayed(typed: string): string {
  const letters = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z]/g, '')
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters
}

/** A link can bring the code along, but only the person opens the request: a page that was opened changes nothing. */
function EnterCode({ onOpened }: { onOpened: (code: string, request: Found) => void }) {
  const account = useAccount()
  const name = account.username ?? account.email ?? ''
  const linked = new URLSearchParams(location.search).get('user_code') ?? ''
  async function open({ user_code = '' }: Values) {
    try {
      onOpened(displayed(user_code), await client.read(operation.$post({ json: { user_code } })))
    } catch (error) {
      const isWrong = error instanceof ProblemError && error.code === 'user_code_invalid'
      throw isWrong ? new InputError('user_code', errorMessage(error)) : error
    }
  }
  return (
    <GuestPage
      title={t('consent.device.title')}
      lead={rich('consent.account', {
        product: instance.product.name,
        name: <strong>{name}</strong>,
      })}
      footer={<NotYou name={name} />}
    >
      <Form submitLabel={t('ui.continue')} busyLabel={t('consent.allowing')} onSubmit={open}>
        <Field
          name="user_code"
          label={t('consent.device.code')}
          hint={t('consent.device.code_hint')}
          value={displayed(linked)}
          autocomplete="off"
          placeholder="XXXX-XXXX"
          maxlength={32}
          required
          autofocus
        />
      </Form>
    </GuestPage>
  )
}

interface ConfirmProps {
  code: string
  request: Found
  onAnswered: (decision: Decision) => void
}

function Confirm({ code, request, onAnswered }: ConfirmProps) {
  const { client: app, hosts, scopes, resources, requested_at } = request
  async function decide(decision: Decision) {
    await client.read(operation.$put({ json: { user_code: code, decision } }))
    onAnswered(decision)
  }
  return (
    <ConsentPage client={app} allowLabel={t('consent.device.allow')} onDecide={decide}>
      <div class="consent">
        <p>
          {hosts.length > 0
            ? rich('consent.device.from_app', {
                client: <strong>{app}</strong>,
                hosts: <strong>{hosts.join(', ')}</strong>,
              })
            : rich('consent.device.from', { client: <strong>{app}</strong> })}{' '}
          {rich('consent.device.requested', {
            time: <Time at={requested_at} />,
            network: <strong>{networkOf(request)}</strong>,
          })}{' '}
          {request.same_network
            ? t('consent.device.same_network')
            : t('consent.device.other_network')}
        </p>
        <Permissions client={app} scopes={scopes} resources={resources} />
        <p>{t('consent.device.compare')}</p>
        <p class="user-code">{code}</p>
      </div>
      <Banner>{t('consent.device.warning')}</Banner>
    </ConsentPage>
  )
}

/** The address of the network, and the country if it is known. */
function networkOf({ network, country }: Found): string {
  const label = countryLabel(country)
  return label ? `${network} (${label})` : network
}

function Answered({ decision }: { decision: Decision }) {
  return decision === 'allow' ? (
    <GuestPage title={t('consent.device.allowed')} lead={t('consent.device.allowed_lead')} />
  ) : (
    <GuestPage title={t('consent.device.denied')} lead={t('consent.device.denied_lead')} />
  )
}
