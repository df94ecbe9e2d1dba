import { eq, inArray, type SQL, sql } from 'drizzle-orm'
import { clients, grants } from '../../schema/index.ts'
import { hour } from '../config/duration.ts'
import type { Settings } from '../config/settings.ts'
import { insertInto } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { documentHost, isDocumentUrl, isEnabled } from './client-id.ts'
import type { Client } from './clients.ts'
import { type Fault, readDocument } from './document.ts'

/**
 * The client that requests authorization: a registered one, or the one that the document at its ID describes.
 * @returns what is wrong with the document, or undefined if there is no such client or it is disabled
 */
export async function findClient(call: Call, id: string): Promise<Client | Fault | undefined> {
  const { db, now, settings } = call
  const [row] = await db.select().from(clients).where(eq(clients.id, id))
  if (row && !isEnabled(settings, row)) return undefined
  if (!isDocumentUrl(id)) return row
  const host = documentHost(settings, id)
  if (host === undefined) return undefined
  const reading = await readDocument(call, id, host)
  if ('fault' in reading) return reading.fault
  return {
    ...reading.facts,
    id,
    secretHash: null,
    postLogoutRedirectUris: [],
    // The person sees on the page which one it wants.
    resources: settings.RESOURCES,
    disabledAt: null,
    // Only an administrator allows devices.
    deviceGrant: false,
    createdAt: row?.createdAt ?? now,
    updatedAt: now,
  }
}

const upsertClient = insertInto(clients, (db, rows) =>
  db
    .insert(clients)
    .select(rows)
    .onConflictDoUpdate({
      target: clients.id,
      set: {
        name: sql`excluded.name`,
        redirectUris: sql`excluded.redirect_uris`,
        resources: sql`excluded.resources`,
        idTokenAlg: sql`excluded.id_token_alg`,
        updatedAt: sql`excluded.updated_at`,
      },
    }),
)

/** Stores what a document says for the grant that follows: only an account that allows the client adds a row. */
export async function saveDescribedClient({ db }: Call, client: Client, allowed: SQL | undefined) {
  if (isDocumentUrl(client.id)) await upsertClient(db, client, allowed)
}

/** Rows that one scheduled run deletes. */
const maxDeleted = 500

/** Deletes clients that documents describe and that no grant needs any more. One that is disabled stays disabled. */
export async function deleteUnusedClients({ db }: Settings, now: number): Promise<void> {
  // By the index of the ids, which LIKE does not use.
  const unused = sql`${clients.id} glob 'https:*' and ${clients.disabledAt} is null and ${clients.updatedAt} <= ${now - hour}
    and not exists (select 1 from ${grants} where ${grants.clientId} = ${clients.id})`
  const some = db.select({ id: clients.id }).from(clients).where(unused).limit(maxDeleted)
  await db.delete(clients).where(inArray(clients.id, some))
}
