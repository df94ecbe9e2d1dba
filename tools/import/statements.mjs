/** D1 takes statements of up to 100,000 bytes (its documented limit); the rest is for the SQL around the rows. */
const mostBytes = 90_000

/**
 * The statements that create accounts, each with its identifiers and its event. Every account is created whole or not at
 * all, whatever exists already: the later statements ask for the mark that only the first sets.
 * @param {object[]} accounts as `personOf` makes them, no key twice
 * @param {string} mark never used before
 * @param {number} now UNIX milliseconds
 * @returns {string[]}
 */
export function inserts(accounts, mark, now) {
  const marked = text(mark)
  return piecesOf(accounts).flatMap((piece) => [
    `insert into accounts (id, username, email, email_verified_at, password_hash, role_id, first_name,
  last_name, picture, disabled_at, created_at, updated_at, revision)
select ${columns(11)}, ${now}, ${marked}
from json_each(${json(piece.map(rowOf))})
where not exists (select 1 from identifiers where key in (value->>11, value->>12))
and not exists (select 1 from accounts where id = value->>0)
and not exists (select 1 from events where account_id = value->>0 and event = 'user_deleted')`,
    `insert into identifiers (account_id, kind, key)
select ${columns(3)} from json_each(${json(piece.flatMap(identifiersOf))})
where exists (select 1 from accounts where id = value->>0 and revision = ${marked})`,
    `insert into events (at, event, account_id, actor_id, outcome, detail, request_id)
select ${now}, 'user_created', id, id, 'success', 'import', ${marked} from accounts
where id in (select value from json_each(${json(piece.map(({ id }) => id))}))
and revision = ${marked}`,
  ])
}

/** Which accounts the statements with a mark created. */
export function created(mark, now) {
  return `select account_id as id from events
where event = 'user_created' and at = ${now} and request_id = ${text(mark)}`
}

/** As many ids as one statement, which is also one argument of a program, can ask for. */
export const mostIds = 8000

/**
 * Which of some ids are accounts, and which were. Only the first eight digits of each are asked for, because the whole
 * would not fit; whoever reads the answer finds the whole ids in it.
 */
export function states(ids) {
  const range = (id) => `${id} >= start.value and ${id} < start.value || 'g'`
  return `with start as (select value from json_each(${json(ids.map((id) => id.slice(0, 8)))}))
select id, 'present' as state from start cross join accounts on ${range('id')}
union all
select account_id, 'deleted_here' from start cross join events on ${range('account_id')}
where event = 'user_deleted'`
}

function columns(count) {
  return Array.from({ length: count }, (_, index) => `value->>${index}`).join(', ')
}

function rowOf(account) {
  const { keys, ...row } = account
  return [
    row.id,
    row.username,
    row.email,
    row.emailVerifiedAt,
    row.passwordHash,
    row.roleId,
    row.firstName,
    row.lastName,
    row.picture,
    row.disabledAt,
    row.createdAt,
    ...keys.map(({ key }) => key),
  ]
}

function identifiersOf({ id, keys }) {
  return keys.map(({ kind, key }) => [id, kind, key])
}

/** As few pieces as the limit allows; the row of an account is the longest of what is written about it. */
function piecesOf(accounts) {
  const pieces = []
  let room = 0
  for (const account of accounts) {
    const size = Buffer.byteLength(json([rowOf(account)]))
    if (size > room) {
      pieces.push([])
      room = mostBytes
    }
    pieces.at(-1).push(account)
    room -= size
  }
  return pieces
}

/**
 * A value as JSON inside one SQL literal. JSON itself escapes control characters and lone surrogates; with quotes and
 * semicolons escaped too, nothing that a file holds can end the literal or the statement, whoever splits them.
 */
function json(value) {
  return `'${JSON.stringify(value).replaceAll("'", '\\u0027').replaceAll(';', '\\u003b')}'`
}

function text(word) {
  return `'${word.replaceAll("'", "''")}'`
}
