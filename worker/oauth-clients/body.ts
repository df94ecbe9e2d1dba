import type { clients } from '../../schema/index.ts'
import { maxLength } from '../input/max-length.ts'
import { once } from '../input/once.ts'
import { lookup, notEmpty, oneLine, text } from '../input/text.ts'
import { iso, time } from '../input/time.ts'
import * as z from '../input/zod.ts'
import { isRedirectUri } from './redirect-uri.ts'

/** The ID of a client in a path. An unknown ID of any form is 404. */
export const clientId = once(() => lookup(maxLength.uri))

/** A client as administrators see it. Its secret is in no response but that of its creation. */
export const Client = z.component('OAuthClient', () =>
  z.object({
    id: z.string(),
    name: z.string(),
    public: z.boolean(),
    redirect_uris: z.array(z.string()),
    post_logout_redirect_uris: z.array(z.string()),
    resources: z.array(z.string()),
    id_token_alg: z.enum(['RS256', 'ES256']),
    disabled: z.boolean(),
    device_grant: z.boolean(),
    created_at: time(),
    updated_at: time(),
  }),
)

/** A client with its secret, which is shown once. */
export const ClientWithSecret = z.component('OAuthClientWithSecret', () =>
  z.object({ client: Client(), client_secret: z.nullable(z.string()) }),
)

export function toClient(row: typeof clients.$inferSelect): z.OutputOf<typeof Client> {
  return {
    id: row.id,
    name: row.name,
    public: row.secretHash === null,
    redirect_uris: row.redirectUris,
    post_logout_redirect_uris: row.postLogoutRedirectUris,
    resources: row.resources,
    id_token_alg: row.idTokenAlg,
    disabled: row.disabledAt !== null,
    device_grant: row.deviceGrant,
    created_at: iso(row.createdAt),
    updated_at: iso(row.updatedAt),
  }
}

/** Of each list of a client. */
const maxItems = 20

const uri = once(() =>
  text(maxLength.uri).check(
    z.refine(
      isRedirectUri,
      'must be an https URL, or http on localhost, without fragment, user name or wildcard',
    ),
  ),
)
const uris = once(() => z.array(uri()).check(z.maxLength(maxItems)))

const name = once(() => text(maxLength.displayName).check(z.trim(), notEmpty, oneLine))

/** An app that only devices sign in to has no address to return to. */
const hasRedirectUri = z.refine<{
  redirect_uris?: string[] | undefined
  device_grant?: boolean | undefined
}>(({ redirect_uris, device_grant }) => redirect_uris?.length !== 0 || device_grant === true, {
  path: ['redirect_uris'],
  error: 'must have at least one item, unless device_grant is true',
})

/** Resource servers, which RESOURCES must name. */
function resources(allowed: readonly string[]) {
  return z.array(text(maxLength.uri)).check(
    z.maxLength(maxItems),
    z.refine((all) => all.every((each) => allowed.includes(each)), 'must be some of RESOURCES'),
  )
}

export function newClient({ RESOURCES }: { RESOURCES: readonly string[] }) {
  const fields = z.object({
    name: name(),
    public: z.boolean(),
    redirect_uris: uris(),
    post_logout_redirect_uris: z._default(uris(), []),
    resources: z._default(resources(RESOURCES), []),
    id_token_alg: z._default(z.enum(['RS256', 'ES256']), 'RS256'),
    device_grant: z._default(z.boolean(), false),
  })
  return fields.check(hasRedirectUri)
}

export function clientChanges({ RESOURCES }: { RESOURCES: readonly string[] }) {
  const fields = z.object({
    name: z.optional(name()),
    redirect_uris: z.optional(uris()),
    post_logout_redirect_uris: z.optional(uris()),
    resources: z.optional(resources(RESOURCES)),
    id_token_alg: z.optional(z.enum(['RS256', 'ES256'])),
    disabled: z.optional(z.boolean()),
    device_grant: z.optional(z.boolean()),
  })
  return fields.check(hasRedirectUri)
}
