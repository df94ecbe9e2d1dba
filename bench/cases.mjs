/*
 * What is measured. A case lives in a world (a cost of bcrypt) and gives each contestant the loads that run on it
 * at the same time; the first one's rate is what counts. `guards`: those alone are a contestant, too.
 */

let newcomers = 0
const newcomer = () => `new-${newcomers++}@example.com`

const check =
  ({ peer, tokens }) =>
  (i) => ({
    kind: 'check',
    ...peer.check(tokens[i % tokens.length]),
  })

const signIn =
  ({ peer, world }) =>
  (i) => ({
    kind: 'sign-in',
    ...peer.signIn(world.emails[i % world.emails.length]),
  })

const register =
  ({ peer }) =>
  () => ({ kind: 'register', ...peer.register(newcomer()) })

const health =
  ({ peer }) =>
  () => ({ kind: 'health', ...peer.health() })

/** 90 checks, nine sign-ins and a registration in every hundred, spread evenly. */
const mixed = (contestant) => {
  const [checks, signIns, registers] = [check, signIn, register].map((of) => of(contestant))
  return (i) => {
    const place = i % 100
    if (place === 55) return registers(i)
    return place % 11 === 5 ? signIns(i) : checks(i)
  }
}

const alone = (of, connections) => (contestant) => [{ connections, next: of(contestant) }]

/** Contestant of the sign-ins: a request to the floor that does nothing but compare. */
const compare =
  ({ peer, world }) =>
  () => ({ kind: 'compare', ...peer.compare(world.hash) })

/** One connection, so that the time of a request is its own and not that of those before it. */
const signInWhole = (cost, share) => ({
  title: `sign-in at bcrypt cost ${cost}`,
  cost,
  share,
  guards: true,
  loads: alone(signIn, 1),
  bare: alone(compare, 1),
})

export const cases = {
  check: { title: 'session check', cost: 4, share: 1, guards: true, loads: alone(check, 8) },
  'sign-in-4': {
    title: 'sign-in at bcrypt cost 4',
    cost: 4,
    share: 1,
    guards: true,
    loads: alone(signIn, 8),
  },
  register: {
    title: 'registration at bcrypt cost 4',
    cost: 4,
    share: 1,
    guards: true,
    loads: alone(register, 8),
  },
  verify: {
    title: 'token verification without D1',
    note: 'n/a for Latchkey: every session check reads the session, so that a revocation counts at once.',
    cost: 4,
    share: 0.5,
    withoutDatabase: true,
    contests: ({ peer }) => peer.verify !== undefined,
    loads: ({ peer, signIns }) => {
      const asks = signIns.map(peer.verify)
      return [{ connections: 8, next: (i) => ({ kind: 'verify', ...asks[i % asks.length] }) }]
    },
  },
  'sign-in-10': signInWhole(10, 1),
  'mixed-1': { title: 'mixed 90/9/1, 1 connection', cost: 10, share: 1, loads: alone(mixed, 1) },
  'mixed-8': { title: 'mixed 90/9/1, 8 connections', cost: 10, share: 1, loads: alone(mixed, 8) },
  'mixed-32': {
    title: 'mixed 90/9/1, 32 connections',
    cost: 10,
    share: 1,
    loads: alone(mixed, 32),
  },
  'head-of-line': {
    title: 'cheap requests while 8 sign-ins hash at cost 10',
    cost: 10,
    share: 3,
    loads: (contestant) => [
      { connections: 1, next: check(contestant) },
      { connections: 1, next: health(contestant) },
      { connections: 8, next: signIn(contestant) },
    ],
  },
  'sign-in-12': signInWhole(12, 2),
}
