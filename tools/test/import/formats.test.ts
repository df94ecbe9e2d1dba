import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, mock, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { readCommand } from '../../bootstrap/commands.mjs'
import { readObjects } from '../../commands/import/files/json-stream.ts'
import { readRows } from '../../commands/import/files/rows.ts'
import { run } from '../../commands/import/import.ts'
import { type SourceName, sources } from '../../commands/import/sources/sources.ts'
import { foldName } from '../../commands/import/sources/values.ts'
import { inProcess } from '../support/in-process.ts'

/* Files of services, databases and spreadsheets. The content decides the format, not the name. */

const directory = mkdtempSync(join(tmpdir(), 'latchkey-formats-'))
after(() => rmSync(directory, { recursive: true, force: true }))

const hash = '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'
const signerKey =
  'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=='
const firebaseParameters = { signerKey, saltSeparator: 'Bw==', rounds: '8', memCost: '14' }
const digest =
  'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=='

function write(name: string, contents: string | Buffer): string {
  const file = join(directory, name)
  writeFileSync(file, contents)
  return file
}

const runImport = (args: string[]) => run(readCommand('import', args))

/** Runs the command on a file, without a database. */
function dryRun(name: string, contents: string | Buffer, ...args: string[]) {
  return inProcess(runImport, [write(name, contents), '--dry-run', ...args])
}

async function rows(contents: string | Buffer, source: SourceName = 'plain', name = 'accounts') {
  return Array.fromAsync(readRows(write(name, contents), sources[source]))
}

const ada = { id: 'a', email: 'ada@x.test', password_hash: hash }
const bea = { id: 'b', email: 'bea@x.test', password_hash: hash }
const auth0 = (id: string, email: string) => ({
  _id: { $oid: id },
  email,
  passwordHash: hash,
  identities: [{ a: 1 }],
})
const firebase = (id: string, email?: string) => ({
  ...{ localId: id, email, passwordHash: digest, salt: '42xEC+ixf3L2lw==' },
  providerUserInfo: [{ providerId: 'google.com', email: 'other@x.test' }],
})
const lines = (...all: object[]) => all.map((each) => `${JSON.stringify(each)}\n`).join('')
const wrangler = (...results: object[]) => [
  { results, success: true, meta: { served: [{ by: 'v3' }] } },
]
const gap = ','.repeat(17)

/** A realm as `kc.sh export --users realm_file` writes it: other lists come before and after the users. */
const credentials = {
  credentials: [
    { id: 'c', type: 'password', secretData: JSON.stringify({ value: hash, salt: '' }) },
  ],
}
const realm = {
  id: 'acme',
  realm: 'acme',
  enabled: true,
  roles: { realm: [{ id: 'r', name: 'offline_access' }], client: { account: [{ id: 's' }] } },
  groups: [{ id: 'g', name: 'staff' }],
  smtpServer: { host: 'mail.x.test', password: '**********' },
  users: [
    { id: 'a', username: 'a.dent', email: ada.email, federatedIdentities: [{}], ...credentials },
    { id: 'b', username: 'b.dent', email: bea.email, ...credentials },
  ],
  clients: [{ id: 'i', clientId: 'account-console', redirectUris: ['/realms/acme/*'] }],
}
const clerkUser = (id: string, email: string) => ({
  id,
  object: 'user',
  password_digest: hash,
  email_addresses: [{ id: `idn_${id}`, email_address: email, linked_to: [{ id: 'x' }] }],
  external_accounts: [{ id: 'eac_1', provider: 'oauth_google', email_address: 'other@x.test' }],
})

/** Files with the same two accounts. */
const files: Record<string, [source: SourceName, contents: string | Buffer]> = {
  'JSON lines': ['plain', lines(ada, bea)],
  'JSON lines, the last without a line break': ['plain', lines(ada, bea).trimEnd()],
  'JSON lines with a byte order mark and CRLF': [
    'plain',
    `\uFEFF${lines(ada, bea).replaceAll('\n', '\r\n')}`,
  ],
  'Auth0’s export, with nested lists': [
    'auth0',
    lines(auth0('a', ada.email), auth0('b', bea.email)),
  ],
  'Keycloak’s realm': ['keycloak', JSON.stringify(realm, null, 2)],
  'Keycloak’s realm, in one line': ['keycloak', JSON.stringify(realm)],
  'Keycloak’s files of users, one after another': [
    'keycloak',
    realm.users.map((user) => JSON.stringify({ realm: 'acme', users: [user] }, null, 2)).join('\n'),
  ],
  'users of Clerk’s Backend API': [
    'clerk',
    JSON.stringify([clerkUser('a', ada.email), clerkUser('b', bea.email)]),
  ],
  'Clerk’s CSV': [
    'clerk',
    `id,first_name,last_name,username,primary_email_address,primary_phone_number,verified_email_addresses,unverified_email_addresses,verified_phone_numbers,unverified_phone_numbers,totp_secret,password_digest,password_hasher
a,"Ada, ""the Countess""",Dent,,ada@x.test,,"ada@x.test|a@x.test",,,,,${hash},bcrypt
b,,,,bea@x.test,+15551234567,,bea@x.test,+15551234567,,,${hash},bcrypt
`,
  ],
  'PocketBase’s table, from sqlite3 -json': [
    'pocketbase',
    JSON.stringify([ada, bea].map(({ password_hash, ...row }) => ({ ...row, password: hash }))),
  ],
  'a list': ['plain', JSON.stringify([ada, bea])],
  'a list, indented': ['plain', JSON.stringify([ada, bea], null, 2)],
  'objects that span several lines': [
    'plain',
    [ada, bea].map((each) => JSON.stringify(each, null, 2)).join('\n'),
  ],
  'wrangler’s output, in one line': ['plain', JSON.stringify(wrangler(ada, bea))],
  'wrangler’s output': ['plain', JSON.stringify(wrangler(ada, bea), null, 2)],
  'wrangler’s output for several statements': [
    'plain',
    JSON.stringify([...wrangler(ada), ...wrangler(), ...wrangler(bea)]),
  ],
  'Firebase’s document': [
    'firebase',
    JSON.stringify({ users: [firebase('a', ada.email), firebase('b', bea.email)] }),
  ],
  'Firebase’s document, indented, with a member before its list and another list after it': [
    'firebase',
    JSON.stringify(
      {
        kind: 'x',
        users: [firebase('a', ada.email), firebase('b', bea.email)],
        more: [{ localId: 'not one' }],
      },
      null,
      2,
    ),
  ],
  'a response of Cloudflare’s API': [
    'plain',
    JSON.stringify({ errors: [], messages: [], result: wrangler(ada, bea), success: true }),
  ],
  'a nested list': ['plain', JSON.stringify({ data: { total: 2, users: [ada, bea] } })],
  'row_to_json with a column name': [
    'supabase',
    lines(
      ...[ada, bea].map(({ id, email }) => ({
        row_to_json: { id, email, encrypted_password: hash },
      })),
    ),
  ],
  commas: ['plain', `id,email,password_hash\na,ada@x.test,${hash}\nb,bea@x.test,${hash}\n`],
  'commas and spaces': [
    'plain',
    `id, email, password_hash\na, ada@x.test, ${hash}\nb, "bea@x.test" , ${hash}\n`,
  ],
  'semicolons, a byte order mark and CRLF, as Excel writes': [
    'plain',
    `\uFEFFId;E-Mail;Password Hash\r\na;ada@x.test;${hash}\r\nb;bea@x.test;${hash}\r\n`,
  ],
  'Excel’s line with the delimiter': [
    'plain',
    `sep=;\r\nID;EMAIL;password-hash\r\na;ada@x.test;${hash}\r\nb;bea@x.test;${hash}\r\n`,
  ],
  tabs: ['plain', `id\temail\tpasswordHash\na\tada@x.test\t${hash}\nb\tbea@x.test\t${hash}\n`],
  'UTF-16': [
    'plain',
    Buffer.from(
      `\uFEFFid\temail\tpasswordHash\r\na\tada@x.test\t${hash}\r\nb\tbea@x.test\t${hash}\r\n`,
      'utf16le',
    ),
  ],
  'a comma at the end of each line': [
    'plain',
    `id,email,password_hash,\na,ada@x.test,${hash},\nb,bea@x.test,${hash},\n`,
  ],
  'Firebase’s CSV without a header': [
    'firebase',
    `a,ada@x.test,true,${digest},42xEC+ixf3L2lw==,Ada,${gap}1700000000000,,,false,,\nb,bea@x.test,false,${digest},42xEC+ixf3L2lw==,Bea "the second",${gap}1700000000000,,,,"{""admin"":true}",\n`,
  ],
}

for (const [name, [source, contents]] of Object.entries(files)) {
  test(`${name}: all accounts are found, with their hashes`, async () => {
    // With the extensions of the three formats, and without one.
    for (const file of ['accounts.json', 'accounts.csv', 'accounts.jsonl', 'accounts']) {
      const found = await rows(contents, source, file)
      const facts = found.map(
        ({ row }) => row && sources[source].facts(row, { firebase: firebaseParameters }),
      )
      assert.deepEqual(
        facts.map((each) => [each?.id, each?.email, typeof each?.hash]),
        [
          ['a', 'ada@x.test', 'string'],
          ['b', 'bea@x.test', 'string'],
        ],
        file,
      )
    }
    const { code, output } = await dryRun(
      'accounts.txt',
      contents,
      ...['--from', source],
      ...['--firebase-signer-key', signerKey],
    )
    assert.equal(code, 0, output)
    assert.match(output, /^2 read: 2 would be created/m)
  })
}

test('a document is read in chunks of any size', async () => {
  const document = JSON.stringify({
    kind: 'a "quoted\\" {[ text',
    users: [ada, { ...bea, name: '}]"{' }, 7, 'x', [1], null],
    more: [ada],
  })
  const bytes = Buffer.from(document)
  const read = async (size: number) => {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    )
    const objects = await Array.fromAsync(readObjects(chunks, sources.plain))
    return objects.map(({ bytes: object }) => object?.toString())
  }
  const whole = await read(bytes.length)
  assert.equal(whole.filter(Boolean).length, 2)
  assert.equal(whole.length, 6)
  for (const size of [1, 2, 3, 7, 50]) assert.deepEqual(await read(size), whole)
})

test('the spellings of NULL are empty, and a name that starts with one is not', async () => {
  const table = `id,username,email,name,password_hash
1,NULL,a@x.test,\\N,${hash}
2,"NULL",b@x.test,null,${hash}
3,nullmann,c@x.test,Null,${hash}
`
  const facts = (await rows(table)).map(({ row }) => sources.plain.facts(row ?? {}, {}))
  assert.deepEqual(
    facts.map(({ username, name }) => [username, name]),
    [
      [undefined, undefined],
      [undefined, undefined],
      ['nullmann', 'Null'],
    ],
  )
})

test('an id that JavaScript would round is kept exactly', async () => {
  const found = await rows(
    '{"id":1234567890123456789,"email":"a"}\n{"id":1234567890123456788,"email":"b"}\n',
  )
  assert.deepEqual(
    found.map(({ row }) => row?.id),
    ['1234567890123456789', '1234567890123456788'],
  )
})

test('a line that is not UTF-8 cannot be read', async () => {
  const latin = Buffer.from(`id,email,name\n1,a@x.test,J\u00fcrgen\n2,b@x.test,Ada\n`, 'latin1')
  assert.deepEqual(
    (await rows(latin)).map(({ line, row }) => [line, row?.name]),
    [
      [2, undefined],
      [3, 'Ada'],
    ],
  )
})

/** Files that cannot be the intended ones, with the message. */
const rejected: Record<string, [contents: string | Buffer, args: string[], message: RegExp]> = {
  'an empty file': ['', [], /The file contains no accounts: 0 rows were read/],
  'a file of white space': [' \n\n', [], /0 rows were read/],
  'only a header': ['id,email,password_hash\n', [], /0 rows were read/],
  'an empty list': ['[]', [], /0 rows were read/],
  'an object with an empty list': ['{"users": []}', [], /0 rows were read/],
  'wrangler’s output without rows': [JSON.stringify(wrangler()), [], /0 rows were read/],
  'lines that are not JSON objects': ['{"a\n{"b\n', [], /None of the 2 rows can be read/],
  'a list of lists': ['[["id","email"],["1","a@x.test"]]', [], /None of the 4 rows can be read/],
  'a table with other columns': [
    `mail,pw\na@x.test,${hash}\n`,
    [],
    /no column with a username or an email address \(username, email\)\.\nFound: mail, pw\.\nExpected.*: username, email, password_hash/,
  ],
  'objects with other members': [lines({ mail: 'a@x.test', pw: hash }), [], /Found: mail, pw\./],
  'a table without a header': [
    `1,a@x.test,${hash}\n`,
    [],
    /looks like data, not like column names/,
  ],
  'another source’s file': [
    lines(firebase('a', undefined)),
    ['--from', 'asta'],
    /Found: localId, passwordHash/,
  ],
  'a table with a column twice': [
    `id,email,id,password_hash\n1,a@x.test,2,${hash}\n`,
    [],
    /The column id occurs twice/,
  ],
  'a file without passwords': [
    `id,email\n1,a@x.test\n`,
    [],
    /No row has a password hash \(looked in: password_hash\)\.\nFound: id, email\.\n.*--without-password/,
  ],
  'passwords in another column, even with --without-password': [
    `id,email,encrypted_password\n1,a@x.test,${hash}\n`,
    ['--without-password'],
    /may contain the hashes: encrypted_password/,
  ],
  'passwords in a column of any name, even with --without-password': [
    lines({ id: 1, email: 'a@x.test', secret_thing: hash }),
    ['--without-password'],
    /may contain the hashes: secret_thing/,
  ],
  'Firebase’s passwords without the signer key, even with --without-password': [
    JSON.stringify({ users: [firebase('a', 'a@x.test')] }),
    ['--from', 'firebase', '--without-password'],
    /LATCHKEY_FIREBASE_SIGNER_KEY/,
  ],
  'a compressed file': [gzipSync(lines(ada)), [], /Unpack it first/],
  'a document that opens more lists than fit into memory': ['['.repeat(2000), [], /too deeply/],
  'a truncated document': [JSON.stringify([ada, bea]).slice(0, -1), [], /ends before its list/],
}

for (const [name, [contents, args, message]] of Object.entries(rejected)) {
  test(`${name}: stops with 1 and a reason, and writes nothing`, async () => {
    const elsewhere = join(directory, 'elsewhere')
    const file = write('rejected.json', contents)
    const { code, output } = await inProcess(runImport, [file, '--persist-to', elsewhere, ...args])
    assert.equal(code, 1, output)
    assert.match(output, message)
    for (const secret of [hash, digest, 'a@x.test']) assert.ok(!output.includes(secret), output)
    assert.ok(!existsSync(elsewhere) && !existsSync(`${file}.report.jsonl`))
  })
}

test('a list of email addresses is imported with --without-password', async () => {
  const { code, output } = await dryRun(
    'list.csv',
    'Email, Name\na@x.test, Ada\n',
    '--without-password',
  )
  assert.equal(code, 0, output)
  assert.match(output, /^1 read: 1 would be created/m)
  assert.match(output, /No row has a password hash/)
})

test('the time of a password reset is not treated as a hash', async () => {
  const user = {
    user_id: 'auth0|1',
    email: 'a@x.test',
    last_password_reset: '2023-12-31T10:00:00.000Z',
  }
  const args = ['--from', 'auth0', '--without-password']
  const { code, output } = await dryRun('users.json', lines(user), ...args)
  assert.equal(code, 0, output)
})

test('unread columns and missing creation times are reported', async () => {
  const table = `id,email,phone,created,password_hash\n1,a@x.test,5,2020-01-01,${hash}\n`
  const { code, output } = await dryRun('more.csv', table)
  assert.equal(code, 0)
  assert.match(output, /Columns not read: phone, created\./)
  assert.match(output, /1 without a creation time/)
})

for (const [name, source] of Object.entries(sources)) {
  test(`the source ${name} declares exactly the columns that it reads`, () => {
    const read = new Set<string>()
    for (const value of [undefined, 'true']) {
      const row = Object.fromEntries(source.columns.map((column) => [column, value]))
      // The source copies the row with folded names, so the copy is observed.
      const { fromEntries } = Object
      const observed = mock.method(
        Object,
        'fromEntries',
        (entries: Iterable<[string, unknown]>) =>
          new Proxy(fromEntries(entries), {
            get(target, key) {
              if (typeof key === 'string') read.add(key)
              return Reflect.get(target, key)
            },
          }),
      )
      source.facts(row, { firebase: firebaseParameters })
      observed.mock.restore()
    }
    const listed = new Set(source.columns.map(foldName))
    assert.deepEqual([...read].sort(), [...listed].sort())
  })
}
