import assert from 'node:assert/strict'
import type { Finding } from '../../commands/doctor/finding.ts'
import { instanceFindings } from '../../commands/doctor/instance/instance.ts'
import type { Visit } from '../../commands/doctor/instance/visit.ts'
import { exitCode } from '../../commands/doctor/report.ts'

/** The level and the check of each finding about an instance, except `ok`. */
export function faults(visit: Visit, hasSetupToken = false): string[] {
  return faultsIn(instanceFindings(visit, hasSetupToken))
}

/** The level and the check of each finding, except `ok`; only a danger makes the exit code 1. */
export function faultsIn(findings: Finding[]): string[] {
  const bad = findings.filter(({ level }) => level !== 'ok')
  const isDangerous = bad.some(({ level }) => level === 'danger')
  assert.equal(exitCode({ findings }), isDangerous ? 1 : 0)
  return bad.map(({ level, check }) => `${level} ${check}`)
}
