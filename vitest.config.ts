import { availableParallelism } from 'node:os'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { rootSecret, secret } from './test/support/accounts/forge.ts'
import { serveDocuments } from './test/support/documents/server.ts'
import { patience } from './test/support/patience.ts'

/** The files of the Worker's tests that take longest, longest first. */
const longest = [
  'system/responses/responses',
  'system/faults',
  'system/between',
  'system/pairs',
  'system/outages',
  'passwords/stored-hashes',
  'system/bad-input',
  'system/proofs',
  'system/mailbox',
  'passwords/formats',
  'system/properties/properties',
  'system/client-gone',
]

/** It replaces `RegExp.prototype.exec`, after which V8 runs every regular expression of the same runtime several times slower. */
const last = 'system/text-length'

/**
 * Begins with the longest files, so that none of them runs at the end while the other worker has nothing left to do: after the last
 * file of the Worker's tests, it runs the conformance tests.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    // A worker ends if the next file is of another project.
    const byProject = Map.groupBy(sorted, ({ project }) => project.name)
    return [...byProject.values()].flatMap((some) => some.toSorted((a, b) => rank(a) - rank(b)))
  }
}

function rank({ moduleId }: TestSpecification): number {
  if (moduleId.endsWith(`test/${last}.test.ts`)) return longest.length + 1
  const index = longest.findIndex((name) => moduleId.endsWith(`test/${name}.test.ts`))
  return index < 0 ? longest.length : index
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // A snapshot that is missing fails a test; only --update writes one.
    update: 'none',
    // The Worker logs every security event; only what a failing test logged is of interest.
    silent: 'passed-only',
    // One less than there are cores is Vitest's choice. A worker waits for its runtime two fifths of the time, so even two leave a
    // small build machine idle.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              // Requests to other hosts, over real connections.
              outboundService: { node: serveDocuments },
              bindings: {
                MIGRATIONS: await readD1Migrations('./drizzle'),
                // bcrypt's lowest cost, in tests only.
                BCRYPT_COST: '4',
                JWT_SECRET: secret,
                ROOT_SECRET: rootSecret,
                PUBLIC_URL: 'https://sign-in.test',
                MAIL_FROM: 'Latchkey <post@sign-in.test>',
                REGISTRATION: 'open',
                OAUTH: 'on',
                DEVICE: 'on',
                RESOURCES: 'https://api.sign-in.test',
              },
            },
          })),
        ],
        test: {
          name: 'worker',
          // Each file empties the database; a separate runtime for each would double the time.
          isolate: false,
          include: ['test/!(conformance|browser|oauth-clients|openapi-tools)/**/*.test.ts'],
          ...patience,
          provide: {
            properties: {
              requests: Number(process.env.PROPERTY_REQUESTS ?? 1200),
              seed: process.env.PROPERTY_SEED ? Number(process.env.PROPERTY_SEED) : undefined,
            },
          },
        },
      },
      {
        test: {
          name: 'conformance',
          // No file changes what it imports; loading it again for each takes a second.
          isolate: false,
          include: ['test/conformance/**/*.test.ts'],
          globalSetup: ['test/conformance/support/global-setup.ts'],
          ...patience,
        },
      },
    ],
  },
})
