import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, Response } from 'miniflare'
import { childProcesses } from '../../../../bench/measure/cpu.ts'
import type { Bundle } from '../../../../bench/runtime/bundle.ts'
import { createDatabase } from '../../../../bench/runtime/database.ts'
import { listCommonPasswords } from '../../../../web/common-passwords-plugin.ts'
import { root } from '../../../bootstrap/process.mjs'
import { readConfig } from '../../../lib/settings.ts'
import { send } from '../load/http.ts'
import { type Faults, faultsPath, type Trips } from './faults.ts'

/** Latchkey in its own workerd process, with a database on disk. */
export interface Instance {
  origin: string
  /** The process of workerd. */
  pid: number
  /** Another Worker of the same instance; they share the database. */
  originOf(version: string): Promise<string>
  select<R>(sql: string): Promise<R[]>
  /** Bytes of the database, with the part that is still in the write-ahead log. */
  databaseSize(): Promise<number>
  /** Runs statements as one change. */
  change(statements: string[]): Promise<void>
  /** Replaces the faults of the database. */
  setFaults(faults: Faults): Promise<Trips>
  /** Runs the scheduled event, as if it were this time. Throws if it fails. */
  runCron(at?: Date): Promise<void>
  stop(): Promise<void>
}

/** The secrets of the instance. They sign nothing else. */
export const secrets = {
  JWT_SECRET: 'q7Ff2mVwLz0RkXc9TtYbHs4NjPdGuEa6',
  ROOT_SECRET: 'T4hGx9KpWc2ZrLb7YnVe5QmDs8JaUf3R',
}

/** Variables that differ from wrangler.toml. */
export type Variables = Record<string, string>

interface Version {
  bundle: Bundle
  variables?: Variables
}

interface Options {
  /** The folder of the database, from `migratedDatabase`. */
  database: string
  /** Each version of the Worker that runs at the same time. The first is the default. */
  versions: Record<string, Version>
  /** Keeps the data in a Durable Object with a limit, in place of D1. */
  onDisk?: boolean
}

/** Starts an instance. The hash is the cheapest, because it is not what the evidence is about; a variable changes that. */
export async function startInstance({
  database,
  versions,
  onDisk = false,
}: Options): Promise<Instance> {
  const before = new Set(childProcesses('workerd'))
  const names = Object.keys(versions)
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      log: new Log(LogLevel.NONE),
      handleStructuredLogs: () => {},
      resourcePersistencePath: database,
      cf: false,
      workers: Object.entries(versions).map(([name, { bundle, variables }]) => ({
        name,
        modules: bundle.modules,
        modulesRoot: bundle.directory,
        compatibilityDate: '2026-10-15',
        compatibilityFlags: ['nodejs_compat', ...(onDisk ? ['experimental'] : [])],
        bindings: { ...readConfig([]).vars, ...secrets, BCRYPT_COST: '4', ...variables },
        d1Databases: { DB: 'bench' },
        ...(onDisk && { durableObjects: { DISK: { className: 'Disk', useSQLite: true } } }),
        serviceBindings: { ASSETS: () => new Response(listCommonPasswords().join('\n')) },
        unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
      })),
    }),
  )
  await miniflare.ready
  const pid = childProcesses('workerd').find((each) => !before.has(each))
  if (pid === undefined) throw new Error('workerd does not run, or this system has no /proc.')
  const originOf = async (name: string) => (await miniflare.unsafeGetDirectURL(name)).origin
  const origin = await originOf(names[0] ?? '')
  return {
    origin,
    pid,
    originOf,
    async select<R>(sql: string) {
      const db = await miniflare.getD1Database('DB', names[0])
      return (await db.prepare(sql).all<R>()).results
    },
    async databaseSize() {
      const db = await miniflare.getD1Database('DB', names[0])
      return (await db.prepare('select 1').all()).meta.size_after
    },
    async change(statements) {
      const db = await miniflare.getD1Database('DB', names[0])
      await db.batch(statements.map((sql) => db.prepare(sql)))
    },
    async setFaults(faults) {
      const { body } = await send(origin, { method: 'POST', path: faultsPath, json: faults })
      return body as Trips
    },
    async runCron(at = new Date()) {
      const worker = await miniflare.getWorker(names[0])
      const { outcome } = await worker.scheduled({ cron: '*/5 * * * *', scheduledTime: at })
      if (outcome !== 'ok') throw new Error(`The scheduled run ended with the outcome ${outcome}.`)
    },
    stop: () => miniflare.dispose(),
  }
}

/** The SQL of each migration, oldest first. */
export function migrations(): string[] {
  const directory = join(root, 'drizzle')
  const files = readdirSync(directory).filter((name) => name.endsWith('.sql'))
  return files.toSorted().map((name) => readFileSync(join(directory, name), 'utf8'))
}

/** Creates a database with these migrations in a folder. */
export async function migratedDatabase(directory: string, scripts = migrations()): Promise<string> {
  await createDatabase(directory, (db) => {
    for (const script of scripts) db.exec(script)
  })
  return directory
}

/** The file of the database in a folder. */
export function databaseFile(directory: string): string {
  const files = readdirSync(directory, { recursive: true }).map(String)
  const file = files.find((name) => /miniflare-D1.*[0-9a-f]{64}\.sqlite$/.test(name))
  if (file === undefined) throw new Error(`There is no database in ${directory}.`)
  return join(directory, file)
}
