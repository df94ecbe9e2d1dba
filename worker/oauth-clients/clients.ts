import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { clients } from '../../schema/index.ts'
import { isAdmin, lostAdminRole } from '../administration/administration.ts'
import { type AuditEvent, auditRow, type EventName, logEvent } from '../audit/events.ts'
import { digest, randomToken } from '../config/keys.ts'
import { insertInto, rowExists } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { endGrants } from '../oauth/grant.ts'
import type { Caller } from '../sessions/session.ts'
import { isDocumentUrl } from './client-id.ts'
import { clientProblems } from './problems.ts'

/** A registered app. */
export type Client = typeof clients.$inferSelect

/** What an administrator registers about a client, and may change later. */
type Facts = Pick<
  Client,
  'name' | 'redirectUris' | 'postLogoutRedirectUris' | 'resources' | 'idTokenAlg' | 'deviceGrant'
>

/** Registered clients: few enough to list all at once. */
const maxClients = 500

/** True for a client that a document describes. The ID of a registered client is a UUID. */
export const hasDocument = sql`${clients.id} like 'https:%'`

const insertClient = insertInto(clients, (db, rows) =>
  db.insert(clients).select(rows).returning({ id: clients.id }),
)
const clientExists = rowExists(clients)

/** All registered clients, then as many that documents describe, each latest first. */
export async function listClients({ db }: Call): Promise<Client[]> {
  const latest = (which: SQL) =>
    db.select().from(clients).where(which).orderBy(desc(clients.createdAt)).limit(maxClients)
  const [registered, described] = await db.batch([
    latest(sql`not ${hasDocument}`),
    latest(hasDocument),
  ])
  return [...registered, ...described]
}

/** The client with an id. */
export function selectClient({ db }: Pick<Call, 'db'>, id: string) {
  return db.select().from(clients).where(eq(clients.id, id))
}

/** @throws Problem `client_not_found` */
export async function requireClient(call: Call, id: string): Promise<Client> {
  const [client] = await selectClient(call, id)
  if (!client) throw new Problem(clientProblems.client_not_found)
  return client
}

/**
 * Registers a client.
 * @returns the secret of a client that is not public: it is shown once
 * @throws Problem `too_many_clients`; `forbidden` or `unauthenticated` if the caller lost the role or the session meanwhile
 */
export async function createClient(
  call: Call,
  caller: Caller,
  { isPublic, ...facts }: Facts & { isPublic: boolean },
): Promise<{ client: Client; secret: string | null }> {
  const { db, now } = call
  const secret = isPublic ? null : randomToken()
  const client: Client = {
    id: crypto.randomUUID(),
    ...facts,
    secretHash: secret && (await digest(secret)),
    disabledAt: null,
    createdAt: now,
    updatedAt: now,
  }
  const event = eventOf('client_created', caller, client.id)
  const allowed = isAdmin(caller)
  const room = sql`(select count(*) from ${clients} where not ${hasDocument}) < ${maxClients}`
  const [created, [state]] = await db.batch([
    insertClient(db, client, and(room, allowed)),
    db.select({ isAllowed: sql<number>`${allowed}`.as('is_allowed') }).from(sql`(select 1)`),
    auditRow(call, event, clientExists({ id: client.id })),
  ])
  if (!state?.isAllowed) throw await lostAdminRole(call, caller)
  if (created.length === 0) throw new Problem(clientProblems.too_many_clients)
  logEvent(call, event)
  return { client, secret }
}

/**
 * Changes a client. One that gets disabled loses its grants.
 * @throws Problem `client_not_found`, `client_has_document`; `forbidden` or `unauthenticated` if the caller lost the role or the
 * session meanwhile
 */
export function updateClient(
  call: Call,
  caller: Caller,
  id: string,
  {
    isDisabled,
    ...facts
  }: { [K in keyof Facts]?: Facts[K] | undefined } & {
    isDisabled?: boolean | undefined
  },
): Promise<Client> {
  if (isDocumentUrl(id) && Object.values(facts).some((fact) => fact !== undefined)) {
    throw new Problem(clientProblems.client_has_document)
  }
  const disabledAt = isDisabled === undefined ? undefined : isDisabled ? call.now : null
  return change(call, caller, id, 'client_updated', { ...facts, disabledAt })
}

/**
 * Gives a client a new secret. The old one stops working.
 * @throws Problem `client_not_found`, `client_is_public`; `forbidden` or `unauthenticated` if the caller lost the role or the
 * session meanwhile
 */
export async function rotateSecret(
  call: Call,
  caller: Caller,
  id: string,
): Promise<{ client: Client; secret: string }> {
  const { secretHash } = await requireClient(call, id)
  // Whether a client has a secret never changes.
  if (secretHash === null) throw new Problem(clientProblems.client_is_public)
  const secret = randomToken()
  const changes = { secretHash: await digest(secret) }
  return { client: await change(call, caller, id, 'client_secret_rotated', changes), secret }
}

async function change(
  call: Call,
  caller: Caller,
  id: string,
  name: EventName,
  changes: { [K in keyof Client]?: Client[K] | undefined },
): Promise<Client> {
  const { db, now } = call
  const target = and(eq(clients.id, id), isAdmin(caller)) ?? isAdmin(caller)
  const event = eventOf(name, caller, id)
  const ends = changes.disabledAt ? isAdmin(caller) : sql`false`
  const [, [client]] = await db.batch([
    auditRow(call, event, isThere(target)),
    db
      .update(clients)
      .set({ ...changes, updatedAt: now })
      .where(target)
      .returning(),
    endGrants(call, { client: id }, ends),
  ])
  if (!client) throw await refusal(call, caller, id)
  logEvent(call, event)
  return client
}

/**
 * Deletes a client with its grants.
 * @throws Problem `client_not_found`; `forbidden` or `unauthenticated` if the caller lost the role or the session meanwhile
 */
export async function deleteClient(call: Call, caller: Caller, id: string): Promise<void> {
  const { db } = call
  const target = and(eq(clients.id, id), isAdmin(caller)) ?? isAdmin(caller)
  const event = eventOf('client_deleted', caller, id)
  const [, deleted] = await db.batch([
    auditRow(call, event, isThere(target)),
    db.delete(clients).where(target).returning({ id: clients.id }),
  ])
  if (deleted.length === 0) throw await refusal(call, caller, id)
  logEvent(call, event)
}

function isThere(target: SQL): SQL {
  return sql`exists (select 1 from ${clients} where ${target})`
}

/** Why a statement about a client wrote nothing. */
async function refusal(call: Call, caller: Caller, id: string): Promise<Problem> {
  const [client] = await selectClient(call, id)
  return client ? await lostAdminRole(call, caller) : new Problem(clientProblems.client_not_found)
}

/** The event of a change to a client. It happened to no account; its detail is the id of the client. */
function eventOf(event: EventName, { account }: Caller, detail: string): AuditEvent {
  return { event, account: null, actor: account.id, detail }
}
