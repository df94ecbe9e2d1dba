import { decodeJwt } from 'jose'
import type { Answer, Mail } from '../../support/requests/client.ts'

/**
 * A response as text: the status, the headers that not every response has, the body, and the emails. A placeholder
 * replaces each value that differs between runs: equal ids have equal numbers, and a future time is an offset from now.
 */
export function recordOf(answer: Answer, mails: Mail[]): string {
  const isDescription = Object.hasOwn(Object(answer.body), 'openapi')
  const body = isDescription ? outline(answer.body) : answer.body
  const parts = [
    [answer.status, ...headers(answer.headers)].join('\n'),
    ...(body === undefined ? [] : [compact(body)]),
    ...mails.map(({ to, subject, text }) => `To: ${to}\nSubject: ${subject}\n\n${text}`).toSorted(),
  ]
  return withPlaceholders(parts.join('\n\n'), Date.now())
}

/** Headers of every response, in addition to X-Request-Id. */
const usual: Record<string, string> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Sorted. A usual header is listed only if it is missing or has another value. */
function headers(all: Headers): string[] {
  const missing = [...Object.keys(usual), 'x-request-id'].filter((name) => !all.has(name))
  const sent = [...all].filter(([name, value]) => name !== 'x-request-id' && usual[name] !== value)
  return [
    ...sent.map(([name, value]) => `${name}: ${value}`).toSorted(),
    ...missing.map((name) => `without ${name}`),
  ]
}

/** An OpenAPI document without its prose. */
function outline(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(outline)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([name, each]) => !(typeof each === 'string' && ['description', 'summary'].includes(name)),
      )
      .map(([name, each]) => [name, outline(each)]),
  )
}

/** JSON with short objects and arrays on one line. */
function compact(value: unknown, indent = ''): string {
  const line = JSON.stringify(value)
  if (typeof value !== 'object' || value === null || indent.length + line.length <= 100) return line
  const inner = `${indent}  `
  const parts = Array.isArray(value)
    ? value.map((each) => compact(each, inner))
    : Object.entries(value).map(([name, each]) => `"${name}": ${compact(each, inner)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`
}

function withPlaceholders(text: string, now: number): string {
  const ids = new Map<string, string>()
  const id = (value: string) => {
    if (!ids.has(value)) ids.set(value, `<id ${ids.size + 1}>`)
    return ids.get(value) ?? ''
  }
  const time = (unit: string, at: number) => {
    const seconds = Math.round((at - now) / 1000)
    return `<time ${unit}${seconds > 0 ? ` + ${seconds} s` : ''}>`
  }
  // Ids of events come before times, because they can have as many digits.
  return text
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, (token) => `<token ${JSON.stringify(decodeJwt(token))}>`)
    .replace(/[\w-]{43,}/g, '<token>')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, id)
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (at) => time('ISO', Date.parse(at)))
    .replace(/"id": ?\d+/g, '"id": <number>')
    .replace(/(?<=\b\d{13}\.)\d+/g, '<number>')
    .replace(/\b\d{13}\b/g, (at) => time('ms', Number(at)))
    .replace(/\b\d{10}\b/g, (at) => time('s', Number(at) * 1000))
    .replace(/\b1(?:0|1|72)(\.\d{1,3}){3}\b/g, '<ip>')
    .replace(/(\b(?:token|invitation)(?:=|": ?"))[0-9A-Za-z]{10}\b/g, '$1<token>')
    .replace(/("generated_password": ?")[a-z0-9]{20,}/g, '$1<password>')
    .replace(/\b[A-Z2-7]{32}\b/g, '<secret>')
    .replace(/\b[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}\b/g, '<recovery code>')
    .replace(/^((?:Subject: )?)\d{6}\b/gm, '$1<code>')
    .replace(/^When: .*$/gm, 'When: <time>')
}
