/** One request in a history. Times are milliseconds of one clock; the service acts at some moment between them. */
export type Operation = {
  start: number
  end: number
  /** The account whose session or password is used. */
  account: string
  /** `unknown` if there was no response, so that the request may have taken effect. */
  outcome: 'ok' | 'refused' | 'limited' | 'unknown'
} & Action

/** What a request does. `session` is the session that makes the request. */
export type Action =
  | { kind: 'sign-in'; password: string; window: number; opened?: string }
  | { kind: 'check'; session: string }
  | { kind: 'sign-out'; session: string }
  | { kind: 'end-session'; session: string; target: string }
  | { kind: 'end-others'; session: string }
  | {
      kind: 'change-password'
      session: string
      from: string
      to: string
      window: number
      /** The service compared the password, and it was wrong. */
      isWrong?: boolean
    }
  /** Takes a name, for a new account or instead of the present name of the account. */
  | { kind: 'take-name'; name: string }

/** The operations of one kind. */
export function ofKind<Kind extends Action['kind']>(
  history: readonly Operation[],
  kind: Kind,
): Extract<Operation, { kind: Kind }>[] {
  return history.filter((each): each is Extract<Operation, { kind: Kind }> => each.kind === kind)
}

/** True if the operation took effect, or may have. */
export function mayCount({ outcome }: Operation): boolean {
  return outcome === 'ok' || outcome === 'unknown'
}

/** Something in a history that no order of the operations explains. */
export interface Anomaly {
  rule: string
  operation: Operation
}
