import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { serveDocuments } from '../../support/documents/server.ts'

/** What a prepared bundle is served with. */
export interface Serving {
  /** The folder `bundle` that `node tools/run.mjs prepared` wrote. */
  bundle: string
  /** The folder of the database, as --persist-to names it. */
  state: string
  port: number
  vars: Record<string, string>
  /** Receives the lines of the log, and the paths of emails. */
  print: (line: string) => void
}

/** Starts a prepared bundle in workerd. The caller awaits `ready`, and disposes of it. */
export function serveBundle({ bundle, state, port, vars, print }: Serving): Miniflare {
  const { modulesRules: _, ...options } = JSON.parse(
    readFileSync(join(bundle, 'options.json'), 'utf8'),
  )
  // The entry point must be first.
  const modules = readdirSync(bundle)
    .toSorted((one) => (one === 'index.js' ? -1 : 1))
    .flatMap((name) => {
      const type = types[/\.\w+$/.exec(name)?.[0] ?? '']
      return type ? [{ type, path: join(bundle, name) }] : []
    })
  return new Miniflare(
    convertV4MiniflareOptions({
      ...options,
      name: 'latchkey',
      modulesRoot: bundle,
      modules,
      bindings: { ...options.bindings, ...vars },
      resourcePersistencePath: join(state, 'v3'),
      host: '127.0.0.1',
      port,
      // Requests to other hosts: none leaves this machine.
      outboundService: { node: serveDocuments },
      log: new PrintedLog(print),
      handleStructuredLogs: ({ message }) => print(message),
    }),
  )
}

const types: Record<string, 'ESModule' | 'CompiledWasm'> = {
  '.js': 'ESModule',
  '.wasm': 'CompiledWasm',
}

class PrintedLog extends Log {
  readonly #print: (line: string) => void

  constructor(print: (line: string) => void) {
    super(LogLevel.INFO)
    this.#print = print
  }

  protected override log(message: string): void {
    this.#print(message)
  }
}
