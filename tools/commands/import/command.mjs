import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseHash } from '../../../worker/passwords/hashing/formats.ts'
import { readDatabaseCommand } from '../../bootstrap/commands.mjs'
import { withDatabase } from '../../lib/database.ts'
import { ensureReady } from '../../lib/migrations.ts'
import { parseVars, readConfig } from '../../lib/settings.ts'
import { importPeople } from './people.mjs'
import { number } from './report.mjs'
import { firebaseHash, sources } from './sources/sources.mjs'
import { survey } from './survey.mjs'

const defaults = {
  from: 'plain',
  instance: '',
  'at-a-time': '25000',
  'firebase-salt-separator': 'Bw==',
  'firebase-rounds': '8',
  'firebase-mem-cost': '14',
}

/**
 * What `npm run import` does.
 * @param {string[]} args
 * @returns {Promise<number>} what to exit with
 * @throws Error in plain words
 */
export async function importFile(args) {
  const { values, file, which, where } = readArguments(args)
  if (!Object.hasOwn(sources, values.from)) {
    throw new Error(`--from is one of ${Object.keys(sources).join(', ')}.`)
  }
  const atATime = Number(values['at-a-time'])
  if (!Number.isInteger(atATime) || atATime < 1) throw new Error('--at-a-time is a whole number.')
  const how = {
    source: values.from,
    instance: values.instance,
    settings: await parseVars(readConfig(which).vars),
    admins: values.admins,
    withoutPassword: values['without-password'],
    firebase: firebaseOf(values),
    now: Date.now(),
  }
  const notes = await survey(file, how)
  if (where) await ensureReady(where)
  const reportFile = `${file}.report.jsonl`
  const bring = (db) => importPeople(file, reportFile, db, how, atATime)
  const { report, rows } = await (where ? withDatabase(where, bring) : bring())
  const { created } = report.counts
  const done = where ? 'created' : 'would be created, if their names are free (nothing was written)'
  console.log(
    `${number(rows)} read: ${number(created)} ${done}, ${number(report.skipped)} skipped.`,
  )
  for (const line of [...report.summary(), ...notes]) console.log(line)
  if (report.lines > 0) console.log(`Each of these accounts is in ${reportFile}.`)
  return report.missing > 0 ? 2 : 0
}

function readArguments(args) {
  const { values: given, positionals, which, where } = readDatabaseCommand('import', args)
  const values = { ...defaults, ...given }
  // npm runs scripts where package.json lies, and says where it was called.
  const file = resolve(process.env.INIT_CWD ?? '.', positionals[0])
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`)
  if (!statSync(file).isFile())
    throw new Error('FILE must be a regular file, because it is read twice.')
  return { values, file, which, where: values['dry-run'] ? undefined : where }
}

/** The parameters of a Firebase project's hashes, as its console shows them. */
function firebaseOf(values) {
  const signerKey = values['firebase-signer-key'] ?? process.env.LATCHKEY_FIREBASE_SIGNER_KEY
  // The file shows whether it is needed.
  if (!signerKey || values.from !== 'firebase') return undefined
  const parameters = {
    signerKey,
    saltSeparator: values['firebase-salt-separator'],
    rounds: values['firebase-rounds'],
    memCost: values['firebase-mem-cost'],
  }
  const zeros = Buffer.alloc(64).toString('base64')
  if (
    parseHash(firebaseHash({ passwordhash: zeros, salt: zeros }, parameters)).kind === 'unsupported'
  ) {
    throw new Error(
      'The Firebase parameters are invalid: the signer key is 64 bytes in base64. Copy all of them from the Firebase console.',
    )
  }
  return parameters
}
