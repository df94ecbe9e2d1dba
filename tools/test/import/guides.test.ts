import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { readCommand } from '../../bootstrap/commands.mjs'
import { root } from '../../bootstrap/process.mjs'
import { run } from '../../commands/import/import.ts'
import type { SourceName } from '../../commands/import/sources/sources.ts'
import { inProcess } from '../support/in-process.ts'

/* The queries with which the guides export accounts, on databases as better-auth, Auth.js and PocketBase create them. */

const directory = mkdtempSync(join(tmpdir(), 'latchkey-guides-'))
after(() => rmSync(directory, { recursive: true, force: true }))

const bcrypt = '$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'

/** Runs the commands `sqlite3 -json DATABASE QUERY > FILE` of a page, and returns the files. */
function exported(page: string, database: DatabaseSync): string[] {
  const text = readFileSync(join(root, page), 'utf8')
  const commands = text.matchAll(/^sqlite3 -json \S+ (["'])([\s\S]+?)\1 > (\S+)$/gm)
  return [...commands].map(([, , query = '', name = '']) => {
    const rows = database.prepare(query).all()
    const file = join(directory, name)
    writeFileSync(file, `[${rows.map((row) => JSON.stringify(row)).join(',\n')}]\n`)
    return file
  })
}

/** What a dry run reports of a file. */
async function report(file: string, source: SourceName, ...flags: string[]): Promise<string> {
  const args = [file, '--from', source, '--dry-run', ...flags]
  const { output } = await inProcess((given) => run(readCommand('import', given)), args)
  return output
}

test('the query of the guide for better-auth exports passwords and authenticator apps', async () => {
  const database = new DatabaseSync(':memory:')
  database.exec(`
    create table user (id text primary key, name text not null, email text not null unique, emailVerified integer not null,
      image text, createdAt date not null, updatedAt date not null, twoFactorEnabled integer);
    create table account (id text primary key, accountId text not null, providerId text not null, userId text not null,
      password text, createdAt date not null, updatedAt date not null);
    create table twoFactor (id text primary key, secret text not null, backupCodes text not null, userId text not null,
      verified integer);
    insert into user values ('a', 'Ada', 'ada@example.com', 1, null, '2026-11-29T06:36:24.747Z', '2026-11-29T06:36:24.747Z', 1),
      ('b', 'Bea', 'bea@example.com', 0, null, '2026-11-29T06:36:24.747Z', '2026-11-29T06:36:24.747Z', 0),
      ('c', 'Cleo', 'cleo@example.com', 1, null, '2026-11-29T06:36:24.747Z', '2026-11-29T06:36:24.747Z', 0);
    insert into account values ('1', 'a', 'credential', 'a', '${bcrypt}', '', ''), ('2', 'x', 'github', 'a', null, '', ''),
      ('3', 'b', 'credential', 'b', '${bcrypt}', '', ''), ('4', 'y', 'github', 'c', null, '', '');
    insert into twoFactor values ('t', 'an unknown secret', '', 'a', 1);
  `)
  const [file = ''] = exported('docs/migrating/better-auth.md', database)
  assert.match(await report(file, 'better-auth'), /^The file contains second factors\. /)
  const without = await report(file, 'better-auth', '--without-second-factor')
  assert.match(without, /^3 read: 2 would be created .*, 1 skipped\.$/m)
  assert.match(without, /1 without_second_factor/)
  assert.match(without, /1 no_password/)
})

test('the query of the guide for Auth.js exports users', async () => {
  const database = new DatabaseSync(':memory:')
  database.exec(`
    create table user (id text primary key, name text, email text, emailVerified integer, image text, password text);
    insert into user values ('a', 'Ada', 'ada@example.com', 1709287200123, null, '${bcrypt}');
  `)
  const [file = ''] = exported('docs/migrating/authjs.md', database)
  assert.match(await report(file, 'authjs'), /^1 read: 1 would be created .*, 0 skipped\.$/m)
})

test('the queries of the guide for PocketBase export users and superusers', async () => {
  const database = new DatabaseSync(':memory:')
  const columns =
    'id text primary key, password text, tokenKey text, email text, emailVisibility boolean, verified boolean, created text, updated text'
  database.exec(`
    create table users (${columns}, name text, avatar text);
    create table _superusers (${columns});
    insert into users values ('u1', '${bcrypt}', 't', 'ada@example.com', 0, 1, '2024-03-01 10:00:00.123Z', '', 'Ada', '');
    insert into _superusers values ('s1', '${bcrypt}', 't', 'root@example.com', 0, 1, '2024-03-01 10:00:00.123Z', '');
  `)
  const [users = '', superusers = ''] = exported('docs/migrating/pocketbase.md', database)
  const one = /^1 read: 1 would be created .*, 0 skipped\.$/m
  assert.match(await report(users, 'pocketbase'), one)
  const instance = ['--instance', 'superusers']
  assert.match(await report(superusers, 'pocketbase', ...instance), /1 demoted/)
  const admins = await report(superusers, 'pocketbase', ...instance, '--admins')
  assert.match(admins, one)
  assert.doesNotMatch(admins, /demoted/)
})
