import { parseVars } from './settings.mjs'

/** Secrets: in [vars] they would be in the repository, and readable in the dashboard. */
const secrets = ['JWT_SECRET', 'JWT_SECRET_PREVIOUS', 'SETUP_TOKEN']

/** Below it a stolen hash is guessed too cheaply (OWASP's floor for bcrypt). */
const lowestCost = 10

/**
 * Why these settings must not be deployed, and what will not work with them, in sentences.
 * @param config wrangler.toml as `readConfig` gives it
 */
export async function findings({ vars, d1_databases, send_email, observability }) {
  const refusals = secrets
    .filter((name) => name in vars)
    .map((name) => `${name} is in [vars], for all to read. Remove it: it has to be a secret.`)
  const rest = Object.entries(vars).filter(([name]) => !secrets.includes(name))
  const settings = await parseVars(Object.fromEntries(rest)).catch((error) => {
    refusals.push(error.message)
  })
  if (settings?.PASSWORD_HASH === 'bcrypt' && settings.BCRYPT_COST < lowestCost) {
    refusals.push(
      `BCRYPT_COST is ${settings.BCRYPT_COST}. A deployed one is at least ${lowestCost}.`,
    )
  }
  if (settings?.DEFAULT_ACCOUNTS) {
    refusals.push('DEFAULT_ACCOUNTS is on: anybody could sign in with a password from a manual.')
  }
  if (settings?.PUBLIC_URL?.startsWith('http:')) {
    refusals.push('PUBLIC_URL is not https: links that reset passwords would go in clear.')
  }
  if (observability?.logs?.invocation_logs !== false) {
    refusals.push(
      'invocation_logs is not false under [observability.logs]: the log would keep URLs, and GET /api/auth/verify-token has a token in its own.',
    )
  }
  if (!d1_databases?.some(({ binding }) => binding === 'DB')) {
    refusals.push('There is no [[d1_databases]] with the binding DB.')
  }
  const missing = ['PUBLIC_URL', 'MAIL_FROM'].filter((name) => !vars[name])
  if (!send_email?.some(({ name }) => name === 'MAIL')) missing.push('the send_email binding MAIL')
  const warnings =
    missing.length > 0
      ? [`Without ${missing.join(' and ')} no mail is sent: those endpoints answer 503.`]
      : []
  return { refusals, warnings }
}
