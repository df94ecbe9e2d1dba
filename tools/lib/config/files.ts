/** The project's settings. A pull may change this file. */
export const projectFile = 'wrangler.toml'
/** The operator's settings, which win over the project's. The project never contains this file. */
export const operatorFile = 'latchkey.toml'
/** Both together, as wrangler reads them. It is in the folder of the other two, from which relative paths start. */
export const mergedFile = 'wrangler.latchkey.json'
