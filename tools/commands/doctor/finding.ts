/** What one check reports. */
export interface Finding {
  /** `danger`: an attacker can do harm, or nothing works. `note`: worth knowing, or not checked. */
  level: 'ok' | 'note' | 'danger'
  /** The name of the check, for programs. */
  check: string
  /** What was found, in a sentence. */
  message: string
  /** What to do, in a sentence. */
  fix?: string
}

/** A finding that needs no action. */
export function ok(check: string, message: string): Finding {
  return { level: 'ok', check, message }
}

/** A finding that is worth knowing; `fix` is what to do, if anything. */
export function note(check: string, message: string, fix?: string): Finding {
  return { level: 'note', check, message, ...(fix && { fix }) }
}

/** A finding that makes `npm run doctor` fail and stops a deployment. */
export function danger(check: string, message: string, fix?: string): Finding {
  return { level: 'danger', check, message, ...(fix && { fix }) }
}
