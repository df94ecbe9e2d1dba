import { argumentsOf, readArguments } from './options.mjs'
import { configuration, deployOptions, devOptions, vitestOptions } from './passed-on.mjs'
import { unknownVariables } from './variables.mjs'

/** @typedef {import('./options.mjs').AnyValues} AnyValues */

/** Options that choose a database and its configuration, with wrangler's names. */
const database = /** @type {const} */ ({
  remote: { about: 'Works on the deployed database.' },
  local: { about: 'Works on the database of this machine. This is the default.' },
  'persist-to': { value: 'DIR', about: 'Works on the local database in this folder.' },
  ...configuration,
})

const toVitest = 'Passes these arguments to Vitest.'

/** @param {string} file */
const check = (file) => ({
  check: { about: `Writes nothing, and fails if ${file} is out of date.` },
})

/**
 * Every command, by the name of its npm script or folder. tools/run.mjs runs it.
 * @satisfies {Record<string, import('./options.mjs').Usage>}
 */
export const commands = /** @type {const} */ ({
  start: {
    command: 'npm start --',
    about:
      'Serves Latchkey on this machine. If necessary, it installs the packages, writes a secret into .dev.vars, builds the pages and migrates the local database.',
    options: devOptions,
    fault: unknownVars,
  },
  test: {
    command: 'npm test --',
    about:
      'Runs the tests of the Worker and, without files or options, the tests of the scripts. npm run test:browser runs the browser tests.',
    positionals: [
      {
        name: 'FILE',
        optional: true,
        many: true,
        about:
          'Runs the test files of the Worker whose paths contain this, such as test/system/races.test.ts.',
      },
    ],
    options: vitestOptions,
    rest: toVitest,
  },
  'test:browser': {
    command: 'npm run test:browser --',
    about: 'Tests the pages in Chromium, against npm start.',
    positionals: [
      {
        name: 'FILE',
        optional: true,
        many: true,
        about: 'Runs the test files whose paths contain this, such as sign-in.',
      },
    ],
    options: {
      screenshots: { about: 'Takes screenshots, and updates the screenshots of the README.' },
      ...vitestOptions,
    },
    rest: toVitest,
  },
  'test:openapi': {
    command: 'npm run test:openapi --',
    about:
      'Lints /openapi.json and generates clients from it. It installs the tools for that: 126 MB.',
    positionals: [
      {
        name: 'FILE',
        optional: true,
        many: true,
        about: 'Runs the test files whose paths contain this.',
      },
    ],
    options: vitestOptions,
    rest: toVitest,
  },
  'test:conformance': {
    command: 'npm run test:conformance --',
    about:
      'Lets libraries for OAuth and OpenID Connect sign in to an instance. It installs the libraries: 67 MB.',
    positionals: [
      {
        name: 'FILE',
        optional: true,
        many: true,
        about: 'Runs the test files whose paths contain this, such as openid-client.',
      },
    ],
    options: vitestOptions,
    rest: toVitest,
  },
  'test:docs': {
    command: 'npm run test:docs --',
    about:
      'Runs every command of the documentation in a fresh clone of the last commit. It takes minutes.',
    positionals: [
      {
        name: 'PAGE',
        optional: true,
        many: true,
        about: 'Runs only this page, such as docs/import.md.',
      },
    ],
    options: {
      port: {
        value: 'N',
        integer: [0, 65535],
        about: 'Serves on this port. The default is 8787, or a free port if 8787 is taken.',
      },
    },
  },
  build: {
    command: 'npm run build --',
    about: 'Builds the pages of web/ into web/dist if they have changed.',
  },
  check: {
    command: 'npm run check --',
    about:
      'Checks types, imports, wording, format, migrations, generated files and the size of the bundle. It runs no tests.',
  },
  format: {
    command: 'npm run format --',
    about: 'Formats files and applies safe fixes.',
    positionals: [
      { name: 'FILE', optional: true, many: true, about: 'Formats only this file or folder.' },
    ],
  },
  types: {
    command: 'npm run types --',
    about:
      'Writes worker-configuration.d.ts: the types of the bindings and variables in wrangler.toml.',
    options: check('worker-configuration.d.ts'),
  },
  client: {
    command: 'npm run client --',
    about: 'Writes client/routes.ts: the types of our own API for the client.',
    options: check('client/routes.ts'),
  },
  licenses: {
    command: 'npm run licenses --',
    about:
      'Writes THIRD_PARTY_LICENSES: the licenses of the packages in the Worker and in its pages.',
    options: check('THIRD_PARTY_LICENSES'),
  },
  docs: {
    command: 'npm run docs --',
    about:
      'Builds the documentation as a site with search, into site/dist. It installs the packages of the site: 230 MB.',
    options: {
      serve: { about: 'Serves the site while you write, in place of building it.' },
      port: { value: 'N', integer: [0, 65535], about: 'Serves on this port. The default is 5174.' },
    },
  },
  migration: {
    command: 'npm run migration --',
    about: 'Writes a migration into drizzle/ from the changes in schema/.',
    positionals: [{ name: 'NAME', about: 'Describes the change, such as add_passkeys.' }],
    options: { custom: { about: 'Writes an empty migration, for data and triggers.' } },
    fault: wrongName,
  },
  import: {
    command: 'npm run import --',
    about:
      'Imports accounts with their password hashes. The exit code is 0 if all accounts were imported, 2 if some were skipped, and 1 if the import stopped. docs/import.md describes each source.',
    positionals: [{ name: 'FILE', about: 'The file to read, as the other service exported it.' }],
    options: {
      from: { value: 'SOURCE', about: 'The service that wrote the file. The default is plain.' },
      instance: {
        value: 'NAME',
        empty: true,
        about: 'Distinguishes two services of the same kind, whose ids may coincide.',
      },
      'dry-run': { about: 'Reads and checks the file, and writes nothing to the database.' },
      admins: { about: 'Imports administrators as administrators. The default is as users.' },
      'without-password': {
        about: 'Imports accounts without a supported hash. Their users reset the password.',
      },
      'without-second-factor': {
        about: 'Imports accounts without a second factor that cannot be imported.',
      },
      'at-a-time': {
        value: 'N',
        about: 'Writes batches of this many accounts. The default is 25000.',
      },
      'firebase-signer-key': {
        value: 'KEY',
        about:
          "Firebase's base64_signer_key. LATCHKEY_FIREBASE_SIGNER_KEY hides it from other users.",
      },
      'firebase-salt-separator': {
        value: 'TEXT',
        about: "Firebase's base64_salt_separator. The default is Bw==.",
      },
      'firebase-rounds': { value: 'N', about: "Firebase's rounds. The default is 8." },
      'firebase-mem-cost': { value: 'N', about: "Firebase's mem_cost. The default is 14." },
      ...database,
    },
    fault: twoDatabases,
  },
  export: {
    command: 'npm run export --',
    about:
      'Writes all accounts into a new file, one JSON object per line, with password hashes and passkeys. docs/leaving.md describes it, and the way into other services.',
    positionals: [{ name: 'FILE', about: 'The file to write. It must not exist.' }],
    options: {
      'with-totp-secrets': {
        about:
          'Also writes the secrets of authenticator apps, in plain text, and the hashes of recovery codes.',
      },
      ...database,
    },
    fault: twoDatabases,
  },
  'create-admin': {
    command: 'npm run create-admin --',
    about:
      'Creates an administrator, the first or another one. The password comes from LATCHKEY_ADMIN_PASSWORD or the terminal, because other users could read arguments.',
    options: {
      'if-none': { about: 'Does nothing if setup is complete or there is an administrator.' },
      email: {
        value: 'ADDRESS',
        about:
          "The administrator's email address. The default is LATCHKEY_ADMIN_EMAIL or the terminal.",
      },
      username: { value: 'NAME', about: "The administrator's username." },
      'first-name': { value: 'NAME', about: "The administrator's first name." },
      'last-name': { value: 'NAME', about: "The administrator's last name." },
      ...database,
    },
    fault: twoDatabases,
  },
  account: {
    command: 'npm run account --',
    about: 'Exports or erases the personal data of one account, or removes its second factors.',
    positionals: [
      {
        name: 'ACTION',
        choices: ['export', 'erase', 'remove-factors'],
        about:
          'export prints JSON without secrets; erase deletes the data; remove-factors lets the password alone sign in.',
      },
      { name: 'ACCOUNT', about: 'The username, email address or id of the account.' },
    ],
    options: { yes: { short: 'y', about: 'Erases without confirmation.' }, ...database },
    fault: twoDatabases,
  },
  keys: {
    command: 'npm run keys --',
    about:
      'Rotates the keys that sign tokens for other services. docs/runbooks/signing-keys.md describes when.',
    positionals: [
      {
        name: 'ACTION',
        choices: ['rotate'],
        about: 'rotate makes the present keys due: the cron creates the next ones.',
      },
    ],
    options: {
      now: {
        about: 'Withdraws the present keys at once, if one leaked: all their tokens are refused.',
      },
      ...database,
    },
    fault: twoDatabases,
  },
  backup: {
    command: 'npm run backup --',
    about:
      'Writes the accounts, and what is kept about them, as SQL for an empty database. Sessions, links and codes are left out. docs/deploying.md describes how to restore it.',
    positionals: [{ name: 'FILE', about: 'The file to write. It must not exist.' }],
    options: database,
    fault: twoDatabases,
  },
  deploy: {
    command: 'npm run deploy --',
    about:
      'Deploys to Cloudflare. It checks the settings, creates and migrates the database, creates the first administrator and uploads the Worker. Without a terminal it reads the administrator from LATCHKEY_ADMIN_EMAIL and LATCHKEY_ADMIN_PASSWORD.',
    options: {
      location: {
        value: 'HINT',
        choices: ['wnam', 'enam', 'weur', 'eeur', 'apac', 'oc'],
        about:
          'Creates a missing database there, where most users are, and places the Worker near it.',
      },
      jurisdiction: {
        value: 'NAME',
        choices: ['eu', 'us', 'fedramp'],
        about: 'Creates a missing database that never leaves this jurisdiction.',
      },
      ...deployOptions,
    },
    fault: ({ location, jurisdiction }) =>
      location !== undefined && jurisdiction !== undefined
        ? 'With --jurisdiction, Cloudflare ignores --location. Use one of them.'
        : undefined,
  },
  upgrade: {
    command: 'npm run upgrade --',
    about:
      'Lists what the version in this folder changes: entries of CHANGELOG.md, missing migrations and new settings. It changes nothing. docs/upgrading.md describes the upgrade.',
    options: {
      check: { about: 'Required, because this command only lists.' },
      from: { value: 'VERSION', about: 'Compares with this version, such as 0.1.0+1dcbc1c.' },
      ...database,
    },
    fault: (values) =>
      values.check
        ? twoDatabases(values)
        : 'npm run deploy upgrades. To list the changes, add --check.',
  },
  startup: {
    command: 'npm run startup --',
    about: 'Measures how long the built Worker takes to start, compared with an empty one.',
  },
  bench: {
    command: 'npm run bench --',
    about:
      'Measures Latchkey, better-auth and a minimal Worker under the same load, and writes bench/RESULTS.md. It takes minutes, on a quiet machine.',
    options: {
      quick: { about: 'Measures for a short time only, and writes no file.' },
      scale: { about: 'Measures databases of three sizes instead, and writes bench/SCALE.md.' },
      case: { value: 'NAME', many: true, about: 'Measures this case only, and writes no file.' },
    },
  },
  evidence: {
    command: 'npm run evidence --',
    about:
      'Attacks, crashes, fills and loads an instance on this machine, and prints what it found. The exit code is 1 if a claim of docs/evidence.md is false. It takes a quarter of an hour.',
    options: {
      part: {
        value: 'NAME',
        many: true,
        about:
          'Runs this part only: linearizability, crash, stuffing, rotation, full-disk, regions, load or soak.',
      },
      minutes: {
        value: 'N',
        integer: [1, 600],
        about: 'The length of the soak. The default is 3.',
      },
      quick: { about: 'Sends a tenth of the requests, to try a change of the evidence itself.' },
    },
  },
  doctor: {
    command: 'npm run doctor --',
    about:
      'Finds dangers in the settings and in a running instance, and prints what to do. It changes nothing. The exit code is 1 if there is a danger.',
    options: {
      url: { value: 'URL', about: 'Also checks the instance at this URL.' },
      json: { about: 'Prints the findings as JSON, for programs.' },
      ...database,
    },
    fault: twoDatabases,
  },
  mutate: {
    command: 'npm run mutate --',
    about:
      'Removes each guard in a copy of the code, and reports each guard whose removal no test notices. It takes half an hour.',
    positionals: [
      {
        name: 'FILE',
        optional: true,
        about:
          'Removes only the guards of files whose paths contain this, such as codes/challenge.',
      },
    ],
  },
  prepared: {
    command: 'node tools/run.mjs prepared',
    about: 'Makes what tests copy: an empty database and the built Worker.',
    positionals: [{ name: 'DIR', about: 'The folder to write into.' }],
  },
})

/** @typedef {keyof typeof commands} CommandName */

/**
 * The arguments of a command: `values` by option, `positionals`, and the `rest` after `--`.
 * @template {CommandName} Name
 * @typedef {import('./options.mjs').Arguments<(typeof commands)[Name]>} Arguments
 */

/**
 * Reads the arguments of a command. With --help it prints the usage and ends the process.
 * @template {CommandName} Name
 * @param {Name} name
 * @param {string[]} args
 * @returns {Arguments<Name>}
 * @throws Error in one sentence, with the usage
 */
export function readCommand(name, args) {
  return readArguments(args, commands[name])
}

/**
 * The arguments of wrangler that choose the database of a command.
 * @param {{ [Name in keyof typeof database]?: string | boolean }} values
 * @returns {{ which: string[], where: string[] }} `which` is the configuration; `where` is the database, with its configuration
 */
export function databaseArguments(values) {
  const which = argumentsOf(values, ['config', 'env'])
  const where = [
    values.remote ? '--remote' : '--local',
    ...which,
    ...argumentsOf(values, ['persist-to']),
  ]
  return { which, where }
}

/**
 * A command works on one database.
 * @param {AnyValues} values
 */
function twoDatabases({ remote, local, 'persist-to': storage }) {
  if (!remote || !(local || storage !== undefined)) return undefined
  return '--remote is the deployed database, and --local and --persist-to are not. Use one of them.'
}

/** @param {AnyValues} values */
function unknownVars({ var: given }) {
  const names = Array.isArray(given) ? given.map((text) => text.split(':')[0] ?? '') : []
  return unknownVariables(names, '--var').join('\n') || undefined
}

/**
 * @param {AnyValues} _values
 * @param {string[]} positionals
 */
function wrongName(_values, [name = '']) {
  if (/^[a-z0-9_]+$/.test(name)) return undefined
  return `${name} is not a name for a migration. Use lower-case letters, digits and underscores.`
}
