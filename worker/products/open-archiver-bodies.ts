import { time } from '../input/time.ts'
import * as z from '../input/zod.ts'

const User = z
  .object({
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
      createdAt: time,
      updatedAt: time,
    }),
    createdAt: time,
  })
  .register(z.globalRegistry, { id: 'ArchiverUser' })

/** The body of a sign-in. */
export const SignedIn = z
  .object({ accessToken: z.string(), user: User })
  .register(z.globalRegistry, { id: 'ArchiverSession' })
