import { maxLength } from '../input/max-length.ts'
import { once } from '../input/once.ts'
import { compared } from '../input/text.ts'
import { typed } from '../input/typed-code.ts'
import * as z from '../input/zod.ts'

/** The token of an invitation, as a person types or pastes it. */
export const invitationToken = once(() => z.pipe(compared(maxLength.token), z.transform(typed)))
