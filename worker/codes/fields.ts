import { maxLength } from '../input/max-length.ts'
import { once } from '../input/once.ts'
import { compared } from '../input/text.ts'
import { typed } from '../input/typed-code.ts'
import * as z from '../input/zod.ts'

/** The email address that a code was sent to. */
export const SentTo = z.component('SentTo', () => z.object({ sent_to: z.string() }))

/** A mailed code as a person types or pastes it. The operation decides whether it has the form of a code. */
export const mailedCode = once(() => z.pipe(compared(maxLength.code), z.transform(typed)))

/** The token of a challenge, a JWT. */
export const challengeToken = once(() => compared(maxLength.token))
