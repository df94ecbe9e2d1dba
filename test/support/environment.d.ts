import type { D1Migration } from 'cloudflare:test'
import 'vitest'

declare global {
  namespace Cloudflare {
    interface Env {
      MIGRATIONS: D1Migration[]
    }
  }

  /** The part of Vite's type that the tests use. */
  interface ImportMeta {
    glob<T>(
      pattern: string,
      options: { query: '?raw'; import: 'default'; eager: true },
    ): Record<string, T>
  }
}

declare module 'vitest' {
  interface ProvidedContext {
    /** How many requests properties.test.ts sends, and the seed of a run to repeat. */
    properties: { requests: number; seed: number | undefined }
  }
}
