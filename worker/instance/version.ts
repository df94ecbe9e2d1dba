/** The version in package.json; a test compares the two. */
const version = '0.1.0'

declare const LATCHKEY_COMMIT: string
/** `npm start` and `npm run deploy` define the commit. `wrangler deploy` alone does not, and `typeof` is the only test. */
const commit = typeof LATCHKEY_COMMIT === 'undefined' ? '' : `+${LATCHKEY_COMMIT}`

/** Version and commit of the running code, as Semantic Versioning writes them: `0.1.0+4f2a91c`. For administrators only. */
export const release = version + commit
