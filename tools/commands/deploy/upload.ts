import { appendFileSync, readFileSync } from 'node:fs'
import { commitFlags, release } from '../../lib/commit.ts'
import { withPrivateFile } from '../../lib/files/private-file.ts'
import { lastOf, wrangler } from '../../lib/wrangler.ts'

/** The configuration file unless --config names another. */
export const defaultConfig = 'wrangler.toml'

/** The result of wrangler deploy, which also exits with 0 if the user cancels the upload. */
export interface Upload {
  code: number
  isUploaded: boolean
}

/** Uploads the code and the secrets together, so that no version serves without them. */
export function uploadWith(secrets: object, args: string[]): Promise<Upload> {
  if (Object.keys(secrets).length === 0) return upload(args)
  return withPrivateFile('secrets.json', JSON.stringify(secrets), (file) =>
    upload([...args, '--secrets-file', file]),
  )
}

/**
 * Runs wrangler deploy, with the version as tag, which npm run upgrade reads.
 * @param args its arguments, `--minify` first
 */
export function upload(args: string[]): Promise<Upload> {
  return withPrivateFile('output.jsonl', '', async (file) => {
    const tag = lastOf(args, '--tag') === undefined ? ['--tag', await release()] : []
    const flags = [...(await commitFlags()), ...tag]
    const command = ['deploy', ...args.slice(0, 1), ...flags, ...args.slice(1)]
    const { code } = await wrangler(command, {
      show: true,
      stdin: 'inherit',
      env: { WRANGLER_OUTPUT_FILE_PATH: file },
    })
    const output = readFileSync(file, 'utf8')
    const copy = process.env.WRANGLER_OUTPUT_FILE_PATH
    if (copy) appendFileSync(copy, output)
    const entries: { type: string; version_id?: string }[] = output
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
    return { code, isUploaded: entries.some(isDeployment) }
  })
}

function isDeployment({ type, version_id }: { type: string; version_id?: string }): boolean {
  return type === 'deploy' && Boolean(version_id)
}
