import { useEffect } from 'preact/hooks'
import { prove } from '../lib/reauthentication.ts'
import { client, useAccount } from '../lib/session.ts'
import { instance, type AppRequest as Request, request } from '../lib/state.ts'
import { rich, t } from '../lib/text.ts'
import { ActionButton } from '../ui/action-button.tsx'
import { Button } from '../ui/button.tsx'
import { GuestPage } from '../ui/layout/guest-page.tsx'
import { ConsentPage, type Decision } from './consent-page.tsx'
import { OtherAccount } from './other-account.tsx'
import { Permissions } from './permissions.tsx'

type Step<Name extends Request['step']> = Extract<Request, { step: Name }>

/** The page on which a person answers the request of an app. */
export default function AppRequest() {
  switch (request?.step) {
    case 'error':
      return <UnknownApp {...request} />
    case 'consent':
      return <Consent {...request} />
    case 'proof':
      return <Proof {...request} />
    case 'sign_out':
      return <SignOut {...request} />
    default:
      return <Continue />
  }
}

function UnknownApp({ host, fault }: Step<'error'>) {
  const product = instance.product.name
  if (host && fault) {
    return (
      <GuestPage
        title={t('consent.unusable.title')}
        lead={rich('consent.unusable.lead', { product, host: <strong>{host}</strong> })}
      >
        <p class="sub small">{rich('consent.unusable.code', { code: <code>{fault}</code> })}</p>
      </GuestPage>
    )
  }
  return (
    <GuestPage
      title={t('guest.app_unknown.title')}
      lead={t('guest.app_unknown.lead', { product })}
    />
  )
}

/** The account had to choose a password or set up a second factor, and has done so: the request continues. */
function Continue() {
  useEffect(() => location.reload(), [])
  return <GuestPage title={t('ui.loading')} />
}

function Consent({ client: app, document: source, host, scopes, resources }: Step<'consent'>) {
  const account = useAccount()
  async function decide(decision: Decision) {
    const json = { request: location.search.slice(1), account: account.id, decision }
    const { redirect_to } = await client.read(client.api.authorization.$post({ json }))
    location.assign(redirect_to)
  }
  return (
    <ConsentPage client={app} allowLabel={t('consent.allow')} onDecide={decide} mayChangeAccount>
      <div class="consent">
        <Permissions client={app} scopes={scopes} resources={resources} />
        {source && (
          <p>
            {rich('consent.document', {
              host: <strong>{source}</strong>,
              product: instance.product.name,
            })}
          </p>
        )}
        <p>{rich('consent.return', { host: <strong>{host}</strong> })}</p>
      </div>
    </ConsentPage>
  )
}

function Proof({ client: app }: Step<'proof'>) {
  async function ask() {
    if (await prove()) location.reload()
  }
  return (
    <GuestPage
      title={t('consent.proof.title')}
      lead={t('consent.proof.lead', { client: app })}
      footer={<OtherAccount />}
    >
      <Button tone="primary" wide onClick={ask}>
        {t('ui.continue')}
      </Button>
    </GuestPage>
  )
}

function SignOut({ client: app, returnTo }: Step<'sign_out'>) {
  const account = useAccount()
  const product = instance.product.name
  const name = account.username ?? account.email ?? ''
  async function signOut() {
    // Not the client of the pages, which would open the sign-in page.
    const { ok, status } = await fetch('/api/auth/session', { method: 'DELETE' })
    if (ok || status === 401) location.replace(returnTo ?? '/auth/sign-in?notice=signed_out')
  }
  return (
    <GuestPage
      title={t('consent.sign_out.title', { product })}
      {...(app && { lead: t('consent.sign_out.lead', { client: app, product, name }) })}
    >
      <ActionButton tone="primary" wide action={signOut}>
        {t('ui.sign_out')}
      </ActionButton>
      <Button wide href={returnTo ?? '/auth/'}>
        {t('consent.sign_out.stay')}
      </Button>
    </GuestPage>
  )
}
