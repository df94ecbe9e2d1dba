import { time } from '../input/time.ts'
import * as z from '../input/zod.ts'

const User = z.component('ArchiverUser', () =>
  z.object({
    id: z.string(),
    first_name: z.nullable(z.string()),
    last_name: z.nullable(z.string()),
    email: z.nullable(z.string()),
    role: z.object({
      id: z.string(),
      slug: z.string(),
      name: z.string(),
      policies: z.array(
        z.object({
          action: z.string(),
          subject: z.string(),
          conditions: z.record(z.string(), z.string()),
        }),
      ),
      createdAt: time(),
      updatedAt: time(),
    }),
    createdAt: time(),
  }),
)

/** The body of a sign-in. */
export const SignedIn = z.component('ArchiverSession', () =>
  z.object({ accessToken: z.string(), user: User() }),
)
