// Stands in for `zod` in the bundle only (see [alias] in wrangler.toml). zod's own entry hands out one object with
// everything on it, which no bundler can shake: every locale, JSON Schema both ways. The one thing a dependency of
// ours takes from that object is ZodType.
import { ZodType } from '../../node_modules/zod/v4/classic/external.js'

export * from '../../node_modules/zod/v4/classic/external.js'
export const z = { ZodType }
