import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asText } from '../../commands/doctor/report.ts'
import { type DatabaseState, settingsFacts } from '../../commands/doctor/settings/facts.ts'
import { settingsFindings } from '../../commands/doctor/settings/settings.ts'
import { type Config, readConfig, type Variables } from '../../lib/settings.ts'
import { faultsIn } from './findings.ts'

/** A strong secret: 256 random bits. */
export const random = 'q7Ff2mVwLz0RkXc9TtYbHs4NjPdGuEa6_w8Q1oKZ5Bi'
/** Another strong secret. */
export const otherRandom = 'Zk3vN8xQ1pYw6RtB5mLc9HsJ2fDg7KaUeVi0oXn4TyM'
/** 128 bits at most. */
export const hex = '9f2c41d07be8a35109f1c42d7b8ea350'
/** A secret that repeats itself. */
export const repeated = 'q7Ff2mVwLz0R'.repeat(4)

/** Variables without a finding. */
const soundVars = {
  PUBLIC_URL: 'https://app.example.com',
  MAIL_FROM: 'Latchkey <latchkey@example.com>',
  ALLOWED_ORIGINS: 'https://members.example.com',
}

/** The database after setup. */
const complete: DatabaseState = { isSetupOpen: false, defaultPasswords: 0 }

/** A Worker near the database. */
const placement = { region: 'aws:eu-central-1' }

/** How settings differ from sound ones. */
export interface Change {
  vars?: Variables
  config?: Partial<Config>
  /** The variables of .dev.vars, over a sound ROOT_SECRET; given, the check is about this machine. */
  devVars?: Variables
  /** null if the secrets are not queried. */
  secrets?: string[] | null
  /** null if no database is queried. */
  database?: DatabaseState | null
}

/** The level and the check of each finding except `ok`, in settings that are sound except for a change. */
export async function findFaults({
  vars,
  config,
  devVars,
  secrets = ['JWT_SECRET', 'ROOT_SECRET'],
  database = complete,
}: Change): Promise<string[]> {
  const sound = readConfig([])
  const facts = await settingsFacts({
    config: { ...sound, placement, ...config, vars: { ...sound.vars, ...soundVars, ...vars } },
    devVars: { ROOT_SECRET: otherRandom, ...devVars },
    isLocal: devVars !== undefined,
    secrets: secrets ?? undefined,
    database: database ? { region: 'WEUR', ...database } : undefined,
  })
  const findings = settingsFindings(facts)
  const text = asText({ Settings: findings })
  for (const value of [random, otherRandom, hex, repeated, 'swordfish'])
    assert.ok(!text.includes(value), text)
  return faultsIn(findings)
}

/** Defines a test for each change, titled by its name and the expected findings. */
export function testChanges(cases: Record<string, [change: Change, expected: string[]]>): void {
  for (const [name, [change, expected]] of Object.entries(cases)) {
    test(`${name}: ${expected.join(', ') || 'nothing'}`, async () => {
      assert.deepEqual(await findFaults(change), expected)
    })
  }
}
