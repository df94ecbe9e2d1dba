import { isTextKey, t } from '../lib/text.ts'

interface Props {
  /** The name of the app. */
  client: string
  scopes: string[]
  resources: string[]
}

/** What an app will be able to do. */
export function Permissions({ client, scopes, resources }: Props) {
  return (
    <>
      <p>{t('consent.will', { client })}</p>
      <ul>
        {permissionsOf(scopes, resources).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </>
  )
}

function permissionsOf(scopes: string[], resources: string[]): string[] {
  const permissions = [
    ...scopes.map((scope) => `consent.scope.${scope}`).filter(isTextKey),
    ...(scopes.length === 0 ? (['consent.identify'] as const) : []),
  ].map((key) => t(key as 'consent.identify'))
  return [...permissions, ...resources.map((resource) => t('consent.resource', { resource }))]
}
