import { danger, type Finding } from '../finding.ts'
import { accessChecks } from './access.ts'
import { cachingChecks } from './caching.ts'
import { responseChecks } from './responses.ts'
import { setupChecks } from './setup.ts'
import { transportChecks } from './transport.ts'
import type { Visit } from './visit.ts'

/**
 * Runs every check of an instance.
 * @param hasSetupToken whether SETUP_TOKEN is known to be set
 */
export function instanceFindings(visit: Visit, hasSetupToken = false): Finding[] {
  switch (visit.kind) {
    case 'unreachable':
      return [
        danger('unreachable', visit.reason, 'Check the URL, and that the instance is running.'),
      ]
    case 'not Latchkey':
      return [
        danger(
          'not_latchkey',
          `This is not Latchkey: GET /health returns ${visit.health.status}.`,
          'Use the URL that Latchkey serves.',
        ),
      ]
    case 'misconfigured':
      return [
        danger(
          'health',
          'A setting is missing or invalid, so the Worker answers every request with 503.',
          "The Worker's log names the setting.",
        ),
      ]
    case 'examined':
      return checks.flatMap((check) => check({ ...visit, hasSetupToken }))
  }
}

const checks = [
  ...transportChecks,
  ...responseChecks,
  ...accessChecks,
  ...cachingChecks,
  ...setupChecks,
]
