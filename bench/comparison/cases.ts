import { cycle } from '../measure/cycle.ts'
import type { Load, LoadRequest } from '../measure/load.ts'
import { baseline } from '../peers/baseline.ts'
import { type Passkey, usePasskey } from '../peers/passkey.ts'
import type { PasskeyPeer } from '../peers/peer.ts'
import type { BcryptCost, RunningPeer } from './environment.ts'
import type { RunningVerifier } from './verifiers.ts'

/** A case: the same loads for each peer. */
export interface Case {
  title: string
  /** A sentence for the report. */
  note?: string
  /** Cases with the same cost share an environment, except for those with `offlineLoads`. */
  cost: BcryptCost
  /** The duration of a round, as a multiple of the plan's. */
  duration: number
  /** Whether the guards-only Worker takes part. */
  hasGuardsOnly?: boolean
  /** The loads that run at the same time; the report states the rate of the first. Undefined if the peer has no such request. */
  loads?: (running: RunningPeer) => Load[] | undefined
  /** The loads for each verifier; the verifiers take part instead of the peers. */
  offlineLoads?: (verifier: RunningVerifier) => Load[]
  /** Loads of the peers that take part, for one more series of each: sign-ins with a password. */
  withPassword?: (running: RunningPeer) => Load[]
  /** Loads for the baseline that do nothing but compare a password with this hash: one more series in the report. */
  bcryptOnly?: (passwordHash: string) => Load[]
}

/** Makes the requests of one kind for a peer. */
type Requests = (running: RunningPeer) => (i: number) => LoadRequest

let registered = 0

const check: Requests = ({ peer, tokens }) => {
  const token = cycle(tokens)
  return (i) => ({ kind: 'check', ...peer.checkSession(token(i)) })
}

const signIn: Requests = ({ peer, emails }) => {
  const email = cycle(emails)
  return (i) => ({ kind: 'sign-in', ...peer.signIn(email(i)) })
}

/** Requests a challenge and uses it. */
function passkeySignIn(peer: PasskeyPeer, passkeys: Passkey[]): Load['next'] {
  const next = cycle(passkeys)
  return (i) => ({
    kind: 'sign-in',
    ...peer.options(),
    second: (response) => {
      const { challenge } = JSON.parse(response.text)
      return peer.signIn(usePasskey(next(i), peer, challenge), response)
    },
  })
}

const register: Requests =
  ({ peer }) =>
  () => ({ kind: 'register', ...peer.register(`new-${registered++}@example.com`) })

const health: Requests =
  ({ peer }) =>
  () => ({ kind: 'health', ...peer.health() })

/** Of every hundred requests, 90 checks, nine sign-ins and one registration, evenly distributed. */
const mixed: Requests = (running) => {
  const [checks, signIns, registrations] = [check(running), signIn(running), register(running)]
  return (i) => {
    const position = i % 100
    if (position === 55) return registrations(i)
    return position % 11 === 5 ? signIns(i) : checks(i)
  }
}

const only = (requests: Requests, connections: number) => (running: RunningPeer) => [
  { connections, next: requests(running) },
]

/** Uses one connection, so that a request never waits for another one. */
const sequentialSignIn = (cost: BcryptCost, duration: number): Case => ({
  title: `sign-in at bcrypt cost ${cost}`,
  cost,
  duration,
  hasGuardsOnly: true,
  loads: only(signIn, 1),
  bcryptOnly: (passwordHash) => [
    {
      connections: 1,
      next: () => ({ kind: 'compare', ...baseline.comparePassword(passwordHash) }),
    },
  ],
})

/** The name of a case, as `npm run bench -- --case` takes it. */
export type CaseName = keyof typeof cases

/** Every case by name, in the order of the report. */
export const cases = {
  check: {
    title: 'session check',
    cost: 4,
    duration: 1,
    hasGuardsOnly: true,
    loads: only(check, 8),
  },
  'sign-in-4': {
    title: 'sign-in at bcrypt cost 4',
    cost: 4,
    duration: 1,
    hasGuardsOnly: true,
    loads: only(signIn, 8),
  },
  register: {
    title: 'registration at bcrypt cost 4',
    cost: 4,
    duration: 1,
    hasGuardsOnly: true,
    loads: only(register, 8),
  },
  verify: {
    title: 'offline verification of access tokens',
    note: `No request reads D1. "latchkey/verify" is a Worker with the verifier of the client package, which also compares each token with the list of revocations, with one entry, and fetches that list again every 15 seconds: it refuses a revoked token after 30 seconds at most. "jose, ES256" checks only the signature and \`exp\` of the same kind of token, with the public key in memory. better-auth's cookie cache accepts a revoked session for five minutes; the series without its router calls \`auth.api.getSession\` in a Worker. "better-auth, JWT plugin" is a Worker that verifies the plugin's token (EdDSA, 15 minutes, no revocations) with jose's \`createRemoteJWKSet\`, as the plugin's documentation shows.`,
    cost: 4,
    duration: 1,
    offlineLoads({ requests }) {
      const request = cycle(requests)
      return [{ connections: 8, next: (i) => ({ kind: 'verify', ...request(i) }) }]
    },
  },
  'sign-in-10': sequentialSignIn(10, 1),
  passkey: {
    title: 'sign-in with a passkey',
    note: `A passkey takes two requests, for the challenge and for the sign-in, which count as one. The series "password" signs in with a password at bcrypt cost 10, in one request, at the same Worker in the same rounds.`,
    cost: 10,
    duration: 1,
    loads: ({ peer, passkeys }) =>
      peer.passkeys && [{ connections: 1, next: passkeySignIn(peer.passkeys, passkeys) }],
    withPassword: only(signIn, 1),
  },
  'mixed-1': { title: 'mixed 90/9/1, 1 connection', cost: 10, duration: 1, loads: only(mixed, 1) },
  'mixed-8': { title: 'mixed 90/9/1, 8 connections', cost: 10, duration: 1, loads: only(mixed, 8) },
  'mixed-32': {
    title: 'mixed 90/9/1, 32 connections',
    cost: 10,
    duration: 1,
    loads: only(mixed, 32),
  },
  'head-of-line': {
    title: 'cheap requests during 8 concurrent sign-ins at bcrypt cost 10',
    cost: 10,
    duration: 3,
    loads: (running) => [
      { connections: 1, next: check(running) },
      { connections: 1, next: health(running) },
      { connections: 8, next: signIn(running) },
    ],
  },
  'sign-in-12': sequentialSignIn(12, 2),
} satisfies Record<string, Case>
