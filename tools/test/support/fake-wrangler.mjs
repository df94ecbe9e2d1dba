// Stands where wrangler would, for tests: writes each call down and answers as the file ANSWERS says, the
// first entry whose key is part of the command line.
import { appendFileSync, readFileSync } from 'node:fs'
import { argv, env, exit, stderr, stdout } from 'node:process'

const args = argv.slice(2)
const files = Object.fromEntries(
  ['--file', '--secrets-file'].flatMap((flag) => {
    const at = args.indexOf(flag)
    return at < 0 ? [] : [[flag, readFileSync(args[at + 1], 'utf8')]]
  }),
)
appendFileSync(
  env.CALLS,
  `${JSON.stringify({ args, files, environment: env.CLOUDFLARE_ENV ?? null })}\n`,
)

const line = args.join(' ')
const answers = JSON.parse(readFileSync(env.ANSWERS, 'utf8'))
const [, answer = {}] = Object.entries(answers).find(([part]) => line.includes(part)) ?? []
stdout.write(answer.stdout ?? '')
stderr.write(answer.stderr ?? '')
// As the real one notes what it has uploaded.
const uploads = args[0] === 'deploy' && !args.includes('--dry-run') && !answer.code
if (uploads && answer.uploaded !== false && env.WRANGLER_OUTPUT_FILE_PATH) {
  const entry = { type: 'deploy', version: 1, version_id: 'some-version' }
  appendFileSync(env.WRANGLER_OUTPUT_FILE_PATH, `${JSON.stringify(entry)}\n`)
}
exit(answer.code ?? 0)
