import type { Api } from '../../../worker/config/vars.ts'
import type { Description } from './description.ts'
import type { Caller } from './operation.ts'
import { operations } from './operations.ts'

/** Headings by the tags of /openapi.json. */
const headings: Record<string, { name: string; api?: Api }> = {
  Shared: { name: 'Several products' },
  Asta: { name: 'Asta', api: 'asta' },
  asyncat: { name: 'asyncat', api: 'asyncat' },
  lncrawl: { name: 'Lightnovel Crawler', api: 'lncrawl' },
  'Open Archiver': { name: 'Open Archiver', api: 'open-archiver' },
  Argon: { name: 'Argon', api: 'argon' },
  Latchkey: { name: 'Always' },
  OAuth: { name: 'Tokens for other services (`OAUTH = on`)' },
  Service: { name: 'Always' },
}

const callers: Record<Caller, string> = {
  anyone: 'anyone',
  'optional session': 'anyone',
  session: 'signed in',
  browser: 'signed in, by cookie',
  administrator: 'administrator',
  'reset link': 'reset link',
  'session or reset link': 'signed in, or reset link',
}

/** The endpoints as a Markdown table: who may call each one, and its summary in /openapi.json. */
export function tableOf({ paths }: Description): string {
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { tags: [tag = ''] = [], summary = '' }]) => {
      const name = `${method.toUpperCase()} ${path}`
      const { products = [], caller = 'anyone', note } = operations[name] ?? {}
      const about = [
        ...(products.length > 1 ? [products.join(', ')] : []),
        ...(note ? [note] : []),
      ].join('; ')
      const text = about ? `${summary} (${about})` : summary
      return { tag, line: `| \`${name}\` | ${callers[caller]} | ${text} |` }
    }),
  )
  const byName = Map.groupBy(Object.entries(headings), ([, { name }]) => name)
  const groups = [...byName].flatMap(([name, some]) => {
    const api = some[0]?.[1].api
    const tags = some.map(([tag]) => tag)
    return [
      `| **${name}**${api ? ` (\`${api}\`)` : ''} | | |`,
      ...rows.filter(({ tag }) => tags.includes(tag)).map(({ line }) => line),
    ]
  })
  return ['| endpoint | for | |', '|---|---|---|', ...groups].join('\n')
}
