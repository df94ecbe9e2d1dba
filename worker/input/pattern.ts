import { once } from './once.ts'

/**
 * A regular expression that is created when it is first used. V8 looks up the Unicode properties of a literal when it reads the
 * script, even in a function that never runs, and sets such as `[\p{L}\p{N}]` take up to a millisecond.
 */
export function pattern(source: string, flags = 'u'): () => RegExp {
  return once(() => new RegExp(source, flags))
}
