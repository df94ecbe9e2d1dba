import 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** How many requests test/system/properties.test.ts sends, and with what seed when it is to repeat a run. */
    properties: { requests: number; seed: number | undefined }
  }
}
