import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anomaliesIn } from '../../commands/evidence/history/anomalies.ts'
import type { Action, Operation } from '../../commands/evidence/history/operation.ts'
import { guess } from '../../commands/evidence/history/passwords.ts'

const limit = 3

/** An operation of the account `ann` between two times. */
function at(
  [start, end]: [number, number],
  action: Action,
  outcome: Operation['outcome'] = 'ok',
  account = 'ann',
): Operation {
  return { start, end, account, outcome, ...action }
}

/** The rules that a history violates. */
function rulesOf(...history: Operation[]): string[] {
  return anomaliesIn(history, limit).map(({ rule }) => rule)
}

const signIn = (opened: string, password = 'one'): Action => ({
  kind: 'sign-in',
  password,
  window: 0,
  opened,
})
const check = (session: string): Action => ({ kind: 'check', session })
const change = (session: string, from: string, to: string): Action => ({
  kind: 'change-password',
  session,
  from,
  to,
  window: 0,
})
const wrong: Action = { kind: 'sign-in', password: `${guess} 1`, window: 0 }
const take = (name: string): Action => ({ kind: 'take-name', name })

test('a history without a conflict has no anomaly', () => {
  assert.deepEqual(
    rulesOf(
      at([0, 1], signIn('a')),
      at([0, 1], signIn('b')),
      at([2, 3], check('a')),
      at([4, 6], { kind: 'end-others', session: 'a' }),
      at([5, 7], check('b')),
      at([7, 8], check('b'), 'refused'),
      at([9, 10], change('a', 'one', 'two')),
      at([11, 12], signIn('c', 'two')),
      at([13, 14], wrong, 'refused'),
      at([15, 16], take('name')),
    ),
    [],
  )
})

const endings: Record<string, Action> = {
  'sign-out': { kind: 'sign-out', session: 'a' },
  'the end of one session': { kind: 'end-session', session: 'b', target: 'a' },
  'the end of all other sessions': { kind: 'end-others', session: 'b' },
  'a new password': change('b', 'one', 'two'),
}
for (const [title, ending] of Object.entries(endings)) {
  const opened = [at([0, 1], signIn('a')), at([0, 1], signIn('b'))]
  test(`${title}: a later check must fail, and a parallel one may succeed`, () => {
    assert.deepEqual(rulesOf(...opened, at([2, 4], ending), at([5, 6], check('a'))), [
      'a revoked session is accepted',
    ])
    assert.deepEqual(rulesOf(...opened, at([2, 4], ending), at([3, 6], check('a'))), [])
  })

  test(`${title} without a response: a later check may do either`, () => {
    const lost = at([2, 4], ending, 'unknown')
    assert.deepEqual(rulesOf(...opened, lost, at([5, 6], check('a'))), [])
    assert.deepEqual(rulesOf(...opened, lost, at([5, 6], check('a'), 'refused')), [])
  })

  test(`a refused request for ${title} ends nothing`, () => {
    const refused = at([2, 4], ending, 'refused')
    assert.deepEqual(rulesOf(...opened, refused, at([5, 6], check('a'), 'refused')), [
      'a valid session is refused',
    ])
  })
}

test('a session of the former password ends with the change, even if its sign-in ends later', () => {
  const late = at([2, 6], signIn('b'))
  const changed = at([3, 4], change('a', 'one', 'two'))
  assert.deepEqual(rulesOf(at([0, 1], signIn('a')), late, changed, at([7, 8], check('b'))), [
    'a revoked session is accepted',
  ])
})

test('a former password must be refused', () => {
  const changed = at([2, 3], change('a', 'one', 'two'))
  assert.deepEqual(rulesOf(changed, at([4, 5], signIn('b', 'one'))), [
    'a former password is accepted',
  ])
  assert.deepEqual(rulesOf(changed, at([1, 5], signIn('b', 'one'))), [])
})

test('a password must be refused before it is set', () => {
  const changed = at([4, 5], change('a', 'one', 'two'))
  assert.deepEqual(rulesOf(at([1, 2], signIn('b', 'two')), changed), [
    'a future password is accepted',
  ])
})

test('the present password must be accepted', () => {
  const refused: Action = { kind: 'sign-in', password: 'two', window: 0 }
  assert.deepEqual(rulesOf(at([2, 3], change('a', 'one', 'two')), at([4, 5], refused, 'refused')), [
    'the present password is refused',
  ])
})

test('only one change can replace a password', () => {
  assert.deepEqual(
    rulesOf(at([2, 5], change('a', 'one', 'two')), at([3, 4], change('b', 'one', 'three'))),
    ['two changes replace the same password'],
  )
})

test('each guess beyond the limit of a window is reported, at sign-in and in a change', () => {
  const wrongChange = { ...change('a', 'guess', 'two'), isWrong: true }
  const guesses = [0, 1, 2].map((n) => at([n, n + 1], wrong, 'refused'))
  assert.deepEqual(rulesOf(...guesses), [])
  assert.deepEqual(rulesOf(...guesses, at([5, 6], wrong, 'limited')), [])
  assert.deepEqual(rulesOf(...guesses, at([5, 6], wrongChange, 'refused')), [
    'more guesses are evaluated than allowed',
  ])
  assert.deepEqual(rulesOf(...guesses, at([5, 6], { ...wrong, window: 1 }, 'refused')), [])
})

test('a refusal of a password that a parallel change replaces is no guess, and a later one is', () => {
  const changed = at([2, 6], change('a', 'one', 'two'))
  const former: Action = { kind: 'sign-in', password: 'one', window: 0 }
  const parallel = [3, 4, 4, 5].map((n) => at([n, n + 2], former, 'refused'))
  const later = [7, 8, 9, 9].map((n) => at([n, n + 2], former, 'refused'))
  assert.deepEqual(rulesOf(changed, ...parallel), [])
  assert.deepEqual(rulesOf(changed, ...later), ['more guesses are evaluated than allowed'])
})

test('a name belongs to one account, without regard to case', () => {
  assert.deepEqual(rulesOf(at([0, 1], take('name')), at([2, 3], take('NAME'), 'ok', 'ben')), [
    'a name belongs to two accounts',
  ])
  assert.deepEqual(
    rulesOf(at([0, 1], take('name')), at([2, 3], take('name'), 'refused', 'ben')),
    [],
  )
})

test('a released name may be taken again', () => {
  const first = at([0, 1], take('name'))
  const next = at([4, 6], take('name'), 'ok', 'ben')
  assert.deepEqual(rulesOf(first, at([3, 5], take('other')), next), [])
  assert.deepEqual(rulesOf(first, next, at([7, 8], take('other'))), [
    'a name belongs to two accounts',
  ])
})
