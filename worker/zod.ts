import { en } from 'zod/locales'
import { config } from 'zod/mini'

// Mini is Zod as functions that a bundler can leave out, half as large; it brings no words for what is wrong with a value.
config(en())

export * from 'zod/mini'
