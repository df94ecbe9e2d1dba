import { instance } from '../lib/state.ts'

/** The rules a person can see to; the others are told when one is broken. */
export const passwordHint = `At least ${instance.password_min_length} characters. A few words are easier to keep in mind than signs.`
