import * as z from './zod.ts'

/** JSON text may hold a lone surrogate, which is no character and cannot be stored unchanged. */
const wellFormed = z.refine<string>((value) => value.isWellFormed(), 'must be well-formed Unicode')

/** A check: the text is not empty. */
export const notEmpty = z.minLength(1, 'must not be empty')

/** A check: the text has no line break and no other control character. */
export const oneLine = z.regex(/^\P{Cc}*$/u, 'must not contain control characters')

/** Text of at most `max` code points. The length is checked first; no other check runs on longer text. */
export function text(max: number, error = `must have at most ${max} characters`) {
  return z.string().check(
    z.refine((value) => value.length <= max || [...value].length <= max, {
      error,
      abort: true,
    }),
    wellFormed,
    z.meta({ maxLength: max }),
  )
}

/** Text that is only looked up. Longer text equals nothing that is stored, so the maximum is documented but not validated. */
export function lookup(max: number) {
  return z.string().check(wellFormed, z.meta({ maxLength: max }))
}

/** Text that is compared with a stored value, and is not empty. */
export function compared(max: number) {
  return lookup(max).check(notEmpty)
}

/** Text that a client may leave out: empty text and null mean undefined. */
export function omittable<T extends z.ZodMiniType<string>>(schema: T) {
  return z.pipe(
    z.nullish(schema),
    z.transform((value) => value || undefined),
  )
}

/** Text for comparison: NFKC, trimmed, lower case. */
export function fold(value: string): string {
  return value.normalize('NFKC').trim().toLowerCase()
}
