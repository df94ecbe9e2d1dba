import { argumentsOf, readArguments } from './options.mjs'
import { configuration, deployOptions, devOptions, vitestOptions } from './passed-on.mjs'

/** What names a database and the configuration that goes with it, as wrangler has it. */
const database = {
  remote: { about: 'Works on the deployed database.' },
  local: { about: 'Works on the database of this machine. This is the default.' },
  'persist-to': { value: 'DIR', about: 'Works on the local database in this folder.' },
  ...configuration,
}

const toVitest = 'Goes to Vitest as it is.'
const check = (file) => ({
  check: { about: `Writes nothing, and fails if ${file} is not up to date.` },
})

/** Every command that takes arguments, or could: by the name of its npm script, or of its file. */
export const commands = {
  start: {
    command: 'npm start --',
    about:
      'Serves Latchkey on this machine. It installs the packages, writes a secret into .dev.vars, builds the pages and migrates the local database, each if it has to.',
    options: devOptions,
  },
  test: {
    command: 'npm test --',
    about:
      "Runs the Worker's tests and, unless files or options are given, those of the scripts. The browser's are npm run test:browser.",
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
    about: 'Runs the journeys through the pages in Chromium, against npm start.',
    positionals: [
      {
        name: 'FILE',
        optional: true,
        many: true,
        about: 'Runs the journeys whose paths contain this, such as sign-in.',
      },
    ],
    options: {
      screenshots: { about: 'Takes pictures, and renews those of the README.' },
      ...vitestOptions,
    },
    rest: toVitest,
  },
  'test:openapi': {
    command: 'npm run test:openapi --',
    about:
      'Lints /openapi.json and generates clients from it, with tools that it installs: 126 MB more.',
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
  'test:docs': {
    command: 'npm run test:docs --',
    about:
      'Runs every command that the documentation shows, in a fresh clone of the last commit. It takes minutes.',
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
        about: 'Serves on this port in place of 8787, or of a free one if 8787 is taken.',
      },
    },
  },
  build: {
    command: 'npm run build --',
    about: 'Builds the pages of web/ into web/dist, if they have changed.',
  },
  check: {
    command: 'npm run check --',
    about:
      'Checks types, format, migrations, generated files and the size of the bundle. It runs no test.',
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
      'Writes worker-configuration.d.ts: the types of the bindings and variables of wrangler.toml.',
    options: check('worker-configuration.d.ts'),
  },
  client: {
    command: 'npm run client --',
    about: 'Writes client/routes.ts: the types of our own API, which the client needs.',
    options: check('client/routes.ts'),
  },
  migration: {
    command: 'npm run migration --',
    about: 'Writes a migration into drizzle/ from what has changed in schema/.',
    positionals: [{ name: 'NAME', about: 'Says what changes, such as add_passkeys.' }],
    options: { custom: { about: 'Writes an empty migration, for data and triggers.' } },
  },
  import: {
    command: 'npm run import --',
    about:
      'Imports accounts with their password hashes. It ends with 0 if everybody was imported, with 2 if some were skipped, with 1 if it had to stop. docs/import.md describes each source.',
    positionals: [{ name: 'FILE', about: 'The file to read, as the other service exported it.' }],
    options: {
      from: { value: 'SOURCE', about: 'The service that wrote the file. The default is plain.' },
      instance: {
        value: 'NAME',
        empty: true,
        about: 'Tells two services of the same kind apart: accounts of each are imported once.',
      },
      'dry-run': { about: 'Reads and checks the file, and writes nothing into the database.' },
      admins: { about: 'Imports administrators as administrators. Without it they become users.' },
      'without-password': { about: 'Imports accounts whose hash cannot be used, without one.' },
      'at-a-time': { value: 'N', about: 'Reads so many rows at a time. The default is 25000.' },
      'firebase-signer-key': {
        value: 'KEY',
        about: "Firebase's base64_signer_key. LATCHKEY_FIREBASE_SIGNER_KEY hides it from others.",
      },
      'firebase-salt-separator': {
        value: 'TEXT',
        about: "Firebase's base64_salt_separator. The default is Bw==.",
      },
      'firebase-rounds': { value: 'N', about: "Firebase's rounds. The default is 8." },
      'firebase-mem-cost': { value: 'N', about: "Firebase's mem_cost. The default is 14." },
      ...database,
    },
  },
  'create-admin': {
    command: 'npm run create-admin --',
    about:
      'Makes an administrator, the first or another one. The password comes from LATCHKEY_ADMIN_PASSWORD or the terminal: others could read it among the arguments.',
    options: {
      'if-none': { about: 'Does nothing if set-up is complete.' },
      email: {
        value: 'ADDRESS',
        about: "The administrator's address. Without it, LATCHKEY_ADMIN_EMAIL or the terminal.",
      },
      username: { value: 'NAME', about: "The administrator's username." },
      'first-name': { value: 'NAME', about: "The administrator's first name." },
      'last-name': { value: 'NAME', about: "The administrator's last name." },
      ...database,
    },
  },
  account: {
    command: 'npm run account --',
    about: 'Exports or erases what is stored about one account.',
    positionals: [
      {
        name: 'ACTION',
        choices: ['export', 'erase'],
        about: 'export prints everything but secrets as JSON; erase deletes it.',
      },
      { name: 'ACCOUNT', about: 'The username, the address or the id of the account.' },
    ],
    options: { yes: { short: 'y', about: 'Erases without asking.' }, ...database },
  },
  deploy: {
    command: 'npm run deploy --',
    about:
      'Deploys to Cloudflare. It checks the settings, migrates the database, makes the first administrator and uploads the Worker. Without a terminal the administrator comes from LATCHKEY_ADMIN_EMAIL and LATCHKEY_ADMIN_PASSWORD.',
    options: deployOptions,
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
  doctor: {
    command: 'npm run doctor --',
    about:
      'Looks for dangers in the settings and in a running instance, and says what to do. It changes nothing. It ends with 1 if it finds a danger.',
    options: {
      url: { value: 'URL', about: 'Examines the instance at this address, too.' },
      json: { about: 'Prints the findings as JSON, for programs.' },
      ...database,
    },
  },
  mutate: {
    command: 'npm run mutate --',
    about:
      'Removes each guard in a copy of the code and reports which one no test misses. It takes half an hour.',
    positionals: [
      {
        name: 'FILE',
        optional: true,
        about: 'Only the files whose paths contain this, such as core/otp.',
      },
    ],
  },
  'common-passwords': {
    command: 'node tools/commands/common-passwords/common-passwords.mjs',
    about: 'Writes worker/passwords/blocklist.data.ts from the list of a package.',
    options: check('worker/passwords/blocklist.data.ts'),
  },
  'default-accounts-query': {
    command: 'node tools/commands/start/default-accounts-query.mjs',
    about: 'Prints which default accounts of a local database can still be signed in to.',
    positionals: [{ name: 'DATABASE', about: 'The SQLite file.' }],
  },
  prepared: {
    command: 'node tools/commands/test/prepared.mjs',
    about: 'Makes what tests copy: an empty database and the built Worker.',
    positionals: [{ name: 'DIR', about: 'The folder to write into.' }],
  },
}

/**
 * Reads the arguments of one of our commands, before it does anything else: `--help` ends it.
 * @param {keyof typeof commands} name
 * @param {string[]} args
 * @throws Error in plain words, with the usage
 */
export function readCommand(name, args = process.argv.slice(2)) {
  return readArguments(args, commands[name])
}

/** The same for a script whose body is its top level: what is wrong is printed, and ends it with 1. */
export function readOrEnd(name) {
  try {
    return readCommand(name)
  } catch (error) {
    console.error(error.message)
    process.exit(1)
  }
}

/**
 * The same for a command that works on a database.
 * @returns {ReturnType<typeof readArguments> & { which: string[], where: string[] }} `which` configuration and `where` the
 *   database is, as arguments of wrangler
 */
export function readDatabaseCommand(name, args) {
  const read = readCommand(name, args)
  const { remote, local, 'persist-to': storage } = read.values
  if (remote && (local || storage !== undefined)) {
    throw new Error(
      '--remote is the deployed database, --local and --persist-to are not: take one.',
    )
  }
  const which = argumentsOf(read.values, ['config', 'env'])
  const where = [
    remote ? '--remote' : '--local',
    ...which,
    ...argumentsOf(read.values, ['persist-to']),
  ]
  return { ...read, which, where }
}

/**
 * What a script does from its first line on: its arguments are read, and only then does it run. Anything that goes wrong is
 * one message, and ends it with 1.
 * @param {keyof typeof commands} name
 * @param {(read: ReturnType<typeof readArguments>) => Promise<number | void>} run gives what to exit with
 */
export async function main(name, run) {
  try {
    process.exitCode = (await run(readCommand(name))) ?? 0
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
