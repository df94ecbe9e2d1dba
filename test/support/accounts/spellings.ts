/** Other spellings of `alice`: each is the same name or no name, never a second one. */
export const spellingsOfAlice = {
  'the same': 'alice',
  'in capitals': 'ALICE',
  'in mixed case': 'aLiCe',
  'with spaces around it': '  alice ',
  'with a no-break space': 'alice\u00a0',
  'with a byte order mark': '\ufeffalice',
  'with a line feed': 'alice\n',
  'full-width': 'ａｌｉｃｅ',
  'with a zero-width space': 'ali\u200bce',
  'with a zero-width joiner': 'ali\u200dce',
  'with a soft hyphen': 'ali\u00adce',
  'with a right-to-left mark': 'alice\u200f',
  'with a Cyrillic a': '\u0430lice',
  'with a dotless i': 'al\u0131ce',
  'with a mathematical a': '\u{1d41a}lice',
  'with a combining grapheme joiner': 'ali\u034fce',
  'with NUL': 'alice\0',
}

/** Other spellings of `alice@exämple.com`: each is the same address or no address, never a second one. */
export const spellingsOfAddress = {
  'the same': 'alice@ex\u00e4mple.com',
  'in capitals': 'ALICE@EX\u00c4MPLE.COM',
  'with spaces around it': ' alice@ex\u00e4mple.com ',
  decomposed: 'alice@exa\u0308mple.com',
  'with A-labels': 'alice@xn--exmple-cua.com',
  'with A-labels in capitals': 'alice@XN--EXMPLE-CUA.com',
  'with a full-width domain': 'alice@\uff45x\u00e4mple.com',
  'with a full-width local part': '\uff41lice@ex\u00e4mple.com',
  'with a full-width @': 'alice\uff20ex\u00e4mple.com',
  'with an ideographic full stop': 'alice@ex\u00e4mple\u3002com',
  'with a dot at the end': 'alice@ex\u00e4mple.com.',
  'with a zero-width space': 'alice@ex\u00e4m\u200bple.com',
  'with a soft hyphen': 'alice@ex\u00e4m\u00adple.com',
  'with a combining grapheme joiner': 'alice@ex\u00e4m\u034fple.com',
  'with a variation selector': 'alice@ex\u00e4mple\ufe0f.com',
  'with a Cyrillic a': '\u0430lice@ex\u00e4mple.com',
  'with a display name': 'Alice <alice@ex\u00e4mple.com>',
  'in quotes': '"alice"@ex\u00e4mple.com',
  'with a comment': 'alice(home)@ex\u00e4mple.com',
  'with a second address': 'alice@ex\u00e4mple.com,eve@example.com',
}

/** Names with letters of other scripts, each with other spellings of the same name or of no name. */
export const spellingsOfNames: Record<string, Record<string, string>> = {
  'M\u00fcller': {
    decomposed: 'Mu\u0308ller',
    'in capitals': 'M\u00dcLLER',
    'in capitals, decomposed': 'MU\u0308LLER',
    'full-width': '\uff2d\u00fc\uff4c\uff4c\uff45\uff52',
    'with a Cyrillic e': 'M\u00fcll\u0435r',
    'with a zero-width non-joiner': 'M\u00fcl\u200cler',
  },
  '\u0141ukasz': { 'in small letters': '\u0142ukasz', 'in capitals': '\u0141UKASZ' },
  'stra\u00dfe': { 'with a capital sharp s': 'STRA\u1e9eE' },
  // Odysseus: sigma has a separate form at the end of a word.
  '\u03bf\u03b4\u03c5\u03c3\u03c3\u03b5\u03c5\u03c2': {
    'in capitals': '\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3',
    'with the other sigma': '\u03bf\u03b4\u03c5\u03c3\u03c3\u03b5\u03c5\u03c3',
    'with a Latin o': 'o\u03b4\u03c5\u03c3\u03c3\u03b5\u03c5\u03c2',
  },
  istanbul: {
    'with a dotted capital': '\u0130stanbul',
    'with an invisible dot on the i': 'i\u0307stanbul',
    'with a dotless i': '\u0131stanbul',
    'in capitals': 'ISTANBUL',
  },
  // The small letter has a precomposed form, the capital does not.
  '\u1e96ans': { 'in capitals': 'H\u0331ANS', decomposed: 'h\u0331ans' },
  google: { 'with the g of phoneticians': '\u0261oo\u0261le' },
  // Hanako, in katakana.
  '\u30cf\u30ca\u30b3': { 'half-width': '\uff8a\uff85\uff7a' },
  // The Hangul syllable and its jamo.
  '\ud55c\uad6d': { decomposed: '\u1112\u1161\u11ab\u1100\u116e\u11a8' },
  '\u0438\u043c\u044f': {
    'in capitals': '\u0418\u041c\u042f',
    'with a soft hyphen': '\u0438\u043c\u00ad\u044f',
  },
}

/** All spellings: a name or an address, a description of the spelling, and the spelling. */
export const everySpelling: (readonly [name: string, how: string, spelling: string])[] =
  Object.entries({
    alice: spellingsOfAlice,
    'alice@ex\u00e4mple.com': spellingsOfAddress,
    ...spellingsOfNames,
  }).flatMap(([name, spellings]) =>
    Object.entries(spellings).map(([how, spelling]) => [name, how, spelling] as const),
  )
