import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { importFile } from '../../commands/import/command.mjs'
import { items } from '../../commands/import/sources/pieces.mjs'
import { rowsOf } from '../../commands/import/sources/rows.mjs'
import { sources } from '../../commands/import/sources/sources.mjs'
import { folded } from '../../commands/import/sources/values.mjs'
import { inProcess } from '../support/in-process.ts'

/* Files as services, databases and spreadsheets write them: what they are shows in them, whatever they are called. */

const directory = mkdtempSync(join(tmpdir(), 'latchkey-formats-'))
after(() => rmSync(directory, { recursive: true, force: true }))

const hash = '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'
const signerKey =
  'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=='
const digest =
  'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=='

function written(name, contents) {
  const file = join(directory, name)
  writeFileSync(file, contents)
  return file
}

/** What the command says of a file, without a database. */
function judged(name, contents, ...args) {
  return inProcess(importFile, [written(name, contents), '--dry-run', ...args])
}

async function rows(contents, source = 'plain', name = 'people') {
  const all = []
  for await (const each of rowsOf(written(name, contents), sources[source])) all.push(each)
  return all
}

const ada = { id: 'a', email: 'ada@x.test', password_hash: hash }
const bea = { id: 'b', email: 'bea@x.test', password_hash: hash }
const auth0 = (id, email) => ({
  _id: { $oid: id },
  email,
  passwordHash: hash,
  identities: [{ a: 1 }],
})
const firebase = (id, email) => ({
  ...{ localId: id, email, passwordHash: digest, salt: '42xEC+ixf3L2lw==' },
  providerUserInfo: [{ providerId: 'google.com', email: 'other@x.test' }],
})
const lines = (...all) => all.map((each) => `${JSON.stringify(each)}\n`).join('')
const wrangler = (...results) => [{ results, success: true, meta: { served: [{ by: 'v3' }] } }]
const gap = ','.repeat(17)

/** Each has the same two people in it. */
const files = {
  'JSON lines': ['plain', lines(ada, bea)],
  'JSON lines, the last without an end': ['plain', lines(ada, bea).trimEnd()],
  'JSON lines with a mark and CRLF': ['plain', `\uFEFF${lines(ada, bea).replaceAll('\n', '\r\n')}`],
  'Auth0’s, with lists inside': ['auth0', lines(auth0('a', ada.email), auth0('b', bea.email))],
  'a list': ['plain', JSON.stringify([ada, bea])],
  'a list, indented': ['plain', JSON.stringify([ada, bea], null, 2)],
  'objects in several lines': [
    'plain',
    [ada, bea].map((each) => JSON.stringify(each, null, 2)).join('\n'),
  ],
  'wrangler’s answer': ['plain', JSON.stringify(wrangler(ada, bea))],
  'wrangler’s answer as it prints it': ['plain', JSON.stringify(wrangler(ada, bea), null, 2)],
  'wrangler’s answers to two statements': [
    'plain',
    JSON.stringify([...wrangler(ada), ...wrangler(), ...wrangler(bea)]),
  ],
  'Firebase’s document': [
    'firebase',
    JSON.stringify({ users: [firebase('a', ada.email), firebase('b', bea.email)] }),
  ],
  'Firebase’s document, indented, a member before its list and lists after it': [
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
  'an answer of Cloudflare’s API': [
    'plain',
    JSON.stringify({ errors: [], messages: [], result: wrangler(ada, bea), success: true }),
  ],
  'a list deeper down': ['plain', JSON.stringify({ data: { total: 2, users: [ada, bea] } })],
  'row_to_json with its name': [
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
  'semicolons, a mark and CRLF, as Excel has it': [
    'plain',
    `\uFEFFId;E-Mail;Password Hash\r\na;ada@x.test;${hash}\r\nb;bea@x.test;${hash}\r\n`,
  ],
  'Excel’s line that names the delimiter': [
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
  'Firebase’s CSV, which has no header': [
    'firebase',
    `a,ada@x.test,true,${digest},42xEC+ixf3L2lw==,Ada,${gap}1700000000000,,,false,,\nb,bea@x.test,false,${digest},42xEC+ixf3L2lw==,Bea "the second",${gap}1700000000000,,,,"{""admin"":true}",\n`,
  ],
}

for (const [name, [source, contents]] of Object.entries(files)) {
  test(`${name}: everybody is found, with the password`, async () => {
    // Under the names of the three kinds, and none.
    for (const file of ['people.json', 'people.csv', 'people.jsonl', 'people']) {
      const found = await rows(contents, source, file)
      const facts = found.map(({ row }) => row && sources[source](row, { firebase: { signerKey } }))
      assert.deepEqual(
        facts.map((each) => [each?.id, each?.email, typeof each?.hash]),
        [
          ['a', 'ada@x.test', 'string'],
          ['b', 'bea@x.test', 'string'],
        ],
        file,
      )
    }
    const { code, output } = await judged(
      'people.txt',
      contents,
      ...['--from', source],
      ...['--firebase-signer-key', signerKey],
    )
    assert.equal(code, 0, output)
    assert.match(output, /^2 read: 2 would be created/m)
  })
}

test('a document is read alike in whatever pieces it comes', async () => {
  const document = JSON.stringify({
    kind: 'a "quoted\\" {[ text',
    users: [ada, { ...bea, name: '}]"{' }, 7, 'x', [1], null],
    more: [ada],
  })
  const bytes = Buffer.from(document)
  const read = async (size) => {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    )
    const all = []
    for await (const { bytes: item } of items(chunks, sources.plain)) all.push(item && `${item}`)
    return all
  }
  const whole = await read(bytes.length)
  assert.equal(whole.filter(Boolean).length, 2)
  assert.equal(whole.length, 6)
  for (const size of [1, 2, 3, 7, 50]) assert.deepEqual(await read(size), whole)
})

test('no value is no value, as databases write it, and a name that begins so is one', async () => {
  const table = `id,username,email,name,password_hash
1,NULL,a@x.test,\\N,${hash}
2,"NULL",b@x.test,null,${hash}
3,nullmann,c@x.test,Null,${hash}
`
  const facts = (await rows(table)).map(({ row }) => sources.plain(row, {}))
  assert.deepEqual(
    facts.map(({ username, name }) => [username, name]),
    [
      [undefined, undefined],
      [undefined, undefined],
      ['nullmann', 'Null'],
    ],
  )
})

test('a number that JavaScript would round stays another’s id', async () => {
  const found = await rows(
    '{"id":1234567890123456789,"email":"a"}\n{"id":1234567890123456788,"email":"b"}\n',
  )
  assert.deepEqual(
    found.map(({ row }) => row.id),
    ['1234567890123456789', '1234567890123456788'],
  )
})

test('what is no UTF-8 is a line that cannot be read', async () => {
  const latin = Buffer.from(`id,email,name\n1,a@x.test,J\u00fcrgen\n2,b@x.test,Ada\n`, 'latin1')
  assert.deepEqual(
    (await rows(latin)).map(({ line, row }) => [line, row?.name]),
    [
      [2, undefined],
      [3, 'Ada'],
    ],
  )
})

/** Files that cannot be what is meant, with what is said of them. */
const stopped = {
  'an empty file': ['', [], /The file contains no accounts: 0 rows were read/],
  'white space': [' \n\n', [], /0 rows were read/],
  'a header and nothing else': ['id,email,password_hash\n', [], /0 rows were read/],
  'an empty list': ['[]', [], /0 rows were read/],
  'an object with an empty list': ['{"users": []}', [], /0 rows were read/],
  'wrangler’s answer without rows': [JSON.stringify(wrangler()), [], /0 rows were read/],
  'lines that are no JSON objects': ['{"a\n{"b\n', [], /None of the 2 rows can be read/],
  'a list of lists': ['[["id","email"],["1","a@x.test"]]', [], /None of the 4 rows can be read/],
  'other columns': [
    `mail,pw\na@x.test,${hash}\n`,
    [],
    /no column for a name to sign in with \(username, email\)\.\nFound: mail, pw\.\nExpected.*: username, email, password_hash/,
  ],
  'other members': [lines({ mail: 'a@x.test', pw: hash }), [], /Found: mail, pw\./],
  'no header': [`1,a@x.test,${hash}\n`, [], /looks like data, not like column names/],
  'another source’s file': [
    lines(firebase('a', undefined)),
    ['--from', 'asta'],
    /Found: localId, passwordHash/,
  ],
  'a column twice': [
    `id,email,id,password_hash\n1,a@x.test,2,${hash}\n`,
    [],
    /The column id occurs twice/,
  ],
  'no password at all': [
    `id,email\n1,a@x.test\n`,
    [],
    /No row has a password hash \(looked in: password_hash\)\.\nFound: id, email\.\n.*--without-password/,
  ],
  'passwords in a column of another name, although that is asked for': [
    `id,email,encrypted_password\n1,a@x.test,${hash}\n`,
    ['--without-password'],
    /may contain the hashes: encrypted_password/,
  ],
  'passwords in a column of any name': [
    lines({ id: 1, email: 'a@x.test', secret_thing: hash }),
    ['--without-password'],
    /may contain the hashes: secret_thing/,
  ],
  'Firebase’s passwords without the key to them, although that is asked for': [
    JSON.stringify({ users: [firebase('a', 'a@x.test')] }),
    ['--from', 'firebase', '--without-password'],
    /LATCHKEY_FIREBASE_SIGNER_KEY/,
  ],
  'a compressed file': [gzipSync(lines(ada)), [], /Unpack it first/],
  'a document that is cut off': [
    JSON.stringify([ada, bea]).slice(0, -1),
    [],
    /ends before its list/,
  ],
}

for (const [name, [contents, args, words]] of Object.entries(stopped)) {
  test(`${name}: it stops with 1, says why, and writes nothing`, async () => {
    const elsewhere = join(directory, 'elsewhere')
    const file = written('stopped.json', contents)
    const { code, output } = await inProcess(importFile, [file, '--persist-to', elsewhere, ...args])
    assert.equal(code, 1, output)
    assert.match(output, words)
    for (const secret of [hash, digest, 'a@x.test']) assert.ok(!output.includes(secret), output)
    assert.ok(!existsSync(elsewhere) && !existsSync(`${file}.report.jsonl`))
  })
}

test('a list of addresses comes when it is said that no passwords are in it', async () => {
  const { code, output } = await judged(
    'list.csv',
    'Email, Name\na@x.test, Ada\n',
    '--without-password',
  )
  assert.equal(code, 0, output)
  assert.match(output, /^1 read: 1 would be created/m)
  assert.match(output, /No row has a password hash/)
})

test('when a password was set is no password', async () => {
  const user = {
    user_id: 'auth0|1',
    email: 'a@x.test',
    last_password_reset: '2023-12-31T10:00:00.000Z',
  }
  const args = ['--from', 'auth0', '--without-password']
  const { code, output } = await judged('users.json', lines(user), ...args)
  assert.equal(code, 0, output)
})

test('what is not read is said, and so is what has no time', async () => {
  const table = `id,email,phone,created,password_hash\n1,a@x.test,5,2020-01-01,${hash}\n`
  const { code, output } = await judged('more.csv', table)
  assert.equal(code, 0)
  assert.match(output, /Columns not read: phone, created\./)
  assert.match(output, /1 without a creation time/)
})

for (const [name, source] of Object.entries(sources)) {
  test(`the columns that ${name} names as its own are those that it reads`, () => {
    const read = new Set()
    for (const value of [undefined, 'true']) {
      const row = Object.fromEntries(source.columns.map((column) => [column, value]))
      // The facts see a copy with every name folded, so the copying is stepped into.
      const { fromEntries } = Object
      Object.fromEntries = (entries) =>
        new Proxy(fromEntries(entries), {
          get(target, key) {
            if (typeof key === 'string') read.add(key)
            return target[key]
          },
        })
      try {
        source(row, { firebase: { signerKey } })
      } finally {
        Object.fromEntries = fromEntries
      }
    }
    const listed = new Set(source.columns.map(folded))
    assert.deepEqual([...read].sort(), [...listed].sort())
  })
}
