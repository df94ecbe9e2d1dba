// The options of wrangler and Vitest that our commands pass on. An option that is not listed is refused: a slip such as
// --dryrun must not count as consent. Options that change the Worker, database or secrets behind a command's back are left
// out: another entry point, --cwd, --no-bundle, --assets, --secrets-file, --keep-vars, --dispatch-namespace, and --remote of
// wrangler dev.

/** The configuration and the environment of a wrangler command. */
export const configuration = /** @type {const} */ ({
  config: {
    value: 'FILE',
    short: 'c',
    about: 'Reads this configuration file in place of wrangler.toml and latchkey.toml.',
  },
  env: {
    value: 'NAME',
    short: 'e',
    empty: true,
    about: 'Uses the settings and bindings of [env.NAME].',
  },
})

const credentials = /** @type {const} */ ({
  'env-file': {
    value: 'FILE',
    many: true,
    about: 'Reads the variables of wrangler itself, such as CLOUDFLARE_API_TOKEN, from this file.',
  },
  profile: { value: 'NAME', about: 'Uses this profile of wrangler login.' },
})

const source = /** @type {const} */ ({
  name: { value: 'NAME', about: 'Uses this name for the Worker.' },
  var: {
    value: 'NAME:VALUE',
    many: true,
    about: 'Sets a variable, over the one of the settings and .dev.vars.',
  },
  define: { value: 'NAME:VALUE', many: true, about: 'Replaces a name in the code by a value.' },
  'compatibility-date': { value: 'DATE', about: "Uses the runtime's behaviour of this day." },
  'compatibility-flags': { value: 'FLAG', many: true, about: 'Turns a flag of the runtime on.' },
  tsconfig: { value: 'FILE', about: 'Reads this tsconfig.json.' },
  minify: { about: 'Makes the code smaller.' },
})

/** Options of `wrangler dev`. */
export const devOptions = /** @type {const} */ ({
  port: {
    value: 'N',
    integer: [0, 65535],
    about: 'Listens on this port; 0 takes any free one. The default is 8787.',
  },
  'persist-to': { value: 'DIR', about: 'Keeps the database in this folder.' },
  ip: {
    value: 'ADDRESS',
    about: 'Listens on this address. The default is localhost; 0.0.0.0 lets other machines in.',
  },
  ...source,
  ...configuration,
  ...credentials,
  local: { short: 'l', about: 'Uses no binding of Cloudflare. This is the default.' },
  'local-protocol': {
    value: 'NAME',
    choices: ['http', 'https'],
    about: 'Serves http or https; https with a self-signed certificate.',
  },
  'https-key-path': { value: 'FILE', about: "Reads the certificate's key from this file." },
  'https-cert-path': { value: 'FILE', about: 'Reads the certificate from this file.' },
  host: { value: 'HOST', about: 'Sets the host that the Worker sees.' },
  'local-upstream': {
    value: 'HOST',
    about: 'Sets the host that requests name.',
  },
  'infer-origin-from-routes': {
    about: 'Sets the host that the Worker sees to that of its first route.',
  },
  'upstream-protocol': {
    value: 'NAME',
    choices: ['http', 'https'],
    about: 'Sets the protocol that the Worker sees.',
  },
  'inspector-port': {
    value: 'N',
    about: 'Opens the debugger on this port. The default is any free one.',
  },
  'inspector-ip': { value: 'ADDRESS', about: 'Opens the debugger on this address.' },
  'live-reload': { about: 'Reloads pages in the browser after a change.' },
  'test-scheduled': { about: 'Runs the scheduled sweep at GET /__scheduled.' },
  'log-level': {
    value: 'LEVEL',
    choices: ['debug', 'info', 'log', 'warn', 'error', 'none'],
    about: 'Prints messages of this level and above.',
  },
  'show-interactive-dev-session': {
    about: 'Takes keyboard commands while it serves on a terminal.',
  },
  tunnel: { about: 'Makes this server reachable from the Internet through Cloudflare Tunnel.' },
  'tunnel-name': { value: 'NAME', about: 'Uses this existing tunnel.' },
})

/** Options of `wrangler deploy`. */
export const deployOptions = /** @type {const} */ ({
  'dry-run': {
    about: 'Checks the settings and builds the Worker. It uploads nothing and changes nothing.',
  },
  ...configuration,
  ...source,
  ...credentials,
  tag: { value: 'TEXT', about: 'Gives the version this tag.' },
  message: { value: 'TEXT', about: 'Gives the version this description.' },
  strict: { about: 'Uploads nothing if the Worker was changed in the dashboard.' },
  latest: { about: "Uses the runtime's behaviour of today." },
  outdir: { value: 'DIR', about: 'Writes the built Worker into this folder, too.' },
  metafile: {
    value: 'FILE',
    optional: true,
    about: 'Writes the contents of the bundle as JSON into this file.',
  },
  'upload-source-maps': { about: 'Uploads source maps, which make stack traces readable.' },
  routes: { value: 'PATTERN', many: true, about: 'Answers on these routes.' },
  domains: { value: 'HOST', many: true, about: 'Answers on these custom domains.' },
  triggers: { value: 'CRON', many: true, about: 'Runs the scheduled sweep at these times.' },
  logpush: { about: 'Sends trace events to Logpush.' },
  'old-asset-ttl': { value: 'SECONDS', about: 'Keeps files of older versions for this time.' },
})

/** Options of `vitest run`. */
export const vitestOptions = /** @type {const} */ ({
  testNamePattern: {
    value: 'PATTERN',
    short: 't',
    about: 'Runs the tests whose names match this regular expression.',
  },
  update: {
    value: 'WHAT',
    short: 'u',
    optional: true,
    about: 'Renews snapshots, and docs/costs.md: all, or only new ones with --update=new.',
  },
  reporter: { value: 'NAME', about: 'Reports in this form, such as verbose or dot.' },
  bail: { value: 'N', about: 'Stops after this number of failures.' },
  retry: { value: 'N', about: 'Runs a failing test again up to this number of times.' },
  repeats: { value: 'N', about: 'Repeats each test this number of times.' },
  testTimeout: { value: 'MS', about: 'Sets the time limit of each test, in milliseconds.' },
  hookTimeout: { value: 'MS', about: 'Sets the time limit of each hook, in milliseconds.' },
  maxWorkers: { value: 'N', about: 'Runs this number of files at once.' },
  fileParallelism: {
    about: 'Runs several files at once; --no-fileParallelism runs one after the other.',
  },
  shard: { value: 'I/N', about: 'Runs one part of all files, such as 1/3.' },
  changed: { value: 'COMMIT', optional: true, about: 'Runs the tests of files that have changed.' },
  exclude: { value: 'PATTERN', about: 'Leaves out the files that match.' },
})
