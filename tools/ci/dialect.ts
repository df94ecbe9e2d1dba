/** Words that our text does not use, because they are not the terms of the field or not plain English. */
export interface Entry {
  /** Matches a whole word or phrase; case does not matter. */
  words: RegExp
  /** The replacement, or the reason. */
  instead: string
  /** Beginnings of paths that quote the words. */
  quoted?: readonly string[]
}

/** Files whose text is not ours: generated, quoted from a product, applied already, or test data. */
export const notOurs =
  /(^|\/)(package-lock\.json|LICENSE|THIRD_PARTY_LICENSES)$|^worker-configuration\.d\.ts$|^client\/routes\.ts$|\.data\.ts$|^docs\/documents\/|^drizzle\/|^test\/system\/responses\/|^web\/text\/(?!en\/)[\w-]+\/|\.(png|ico|svg|woff2?|wasm)$|^tools\/ci\/dialect\.ts$|^tools\/test\/ci\/wording\.test\.ts$/

export const dialect: readonly Entry[] = [
  {
    words: /whoever|whomever/,
    instead: 'a user, a caller, a client, an attacker',
  },
  { words: /whatever/, instead: 'name the thing, or "any"' },
  {
    words: /tells|told|telling/,
    instead: 'shows, reports, notifies, distinguishes',
  },
  { words: /mend(s|ed|ing)?/, instead: 'fix' },
  {
    words: /(stand|stands|standing|stood) (in|beside|for|alone|there)/,
    instead: 'is, has, contains, means',
  },
  { words: /beside/, instead: 'next to, in addition to, with' },
  {
    words: /nobody|somebody|anybody|everybody/,
    instead: 'no one, a user, a caller, an attacker',
  },
  { words: /hand(s|ed|ing)? (over|on)/, instead: 'pass, give' },
  { words: /for ever/, instead: 'forever, without expiry' },
  {
    words: /(?<!instead )of (its|their) own/,
    instead: 'its own X, a separate X',
  },
  { words: /of which/, instead: 'whose, or a new sentence' },
  { words: /(is|are) held against/, instead: 'is compared with' },
  { words: /go(es)? by/, instead: 'uses, follows' },
  {
    words: /(comes?|brings?|came|brought|runs?) along/,
    instead: 'is included, runs at the same time',
  },
  { words: /thereby|therein|thereof|thereupon/, instead: 'a new sentence' },
  { words: /hence/, instead: 'so, therefore' },
  { words: /a few an hour/, instead: 'a few per hour' },
  { words: /lest/, instead: 'so that … not' },
  { words: /that is all/, instead: 'nothing' },
  { words: /what it is/, instead: 'name the thing' },
  { words: /those of/, instead: 'repeat the noun' },
  { words: /(is|are) to (be|have)/, instead: 'must be, must have' },
  { words: /(and )?the like/, instead: 'name the things, or "such as"' },
  { words: /likewise/, instead: 'also, in the same way' },
  { words: /as it stands/, instead: 'unchanged, at present' },
  { words: /dear|dearer|dearest/, instead: 'expensive' },
  { words: /soon guessed/, instead: 'easy to guess' },
  { words: /in clear/, instead: 'in plain text' },
  { words: /made of/, instead: 'consists of, built from' },
  { words: /dress(es|ed)?/, instead: 'set headers' },
  { words: /crooked/, instead: 'malformed' },
  {
    words: /e-mails?/,
    instead: 'email',
    // Names of columns in files that other services export.
    quoted: [
      'docs/import.md',
      'tools/commands/import/sources/values.ts',
      'tools/test/import/formats.test.ts',
    ],
  },
  {
    words: /api tokens?|user tokens?/,
    instead: 'invitation',
    quoted: ['decisions/0056-invitation-names.md'],
  },
  { words: /upon/, instead: 'on, after' },
  { words: /but for/, instead: 'except' },
  { words: /(take|takes|taken|took) for/, instead: 'mistake for, treat as' },
  { words: /anew/, instead: 'again' },
  { words: /without a word/, instead: 'silently' },
  { words: /spelled/, instead: 'written' },
  { words: /colours?/, instead: 'color' },
]
