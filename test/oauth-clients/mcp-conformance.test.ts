import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject } from 'vitest'
import { it } from '../browser/support/fixtures.ts'
import { freePort } from '../conformance/support/instance.ts'
import { issuer, register, signUp } from './support/registration.ts'

const program = join(
  import.meta.dirname,
  'node_modules/@modelcontextprotocol/conformance/dist/index.js',
)

/** What the program writes about each requirement. */
interface Check {
  id: string
  status: string
  errorMessage?: string
}

it('every check of the MCP conformance suite for authorization servers succeeds', async ({
  newPage,
}) => {
  const alice = await signUp()
  const port = await freePort()
  const { id } = await register({
    public: true,
    redirect_uris: [`http://127.0.0.1:${port}/callback`],
    resources: [inject('resource')],
  })
  const folder = mkdtempSync(join(inject('base'), 'mcp-conformance-'))
  const flags = ['--client-id', id, '--resource', inject('resource'), '--port', String(port)]
  const child = spawn(process.execPath, [
    ...[program, 'authorization', '--url', issuer, '--output-dir', folder],
    ...flags,
  ])
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const request = /http\S+\/oauth\/authorize\?\S+/
  await expect.poll(() => output).toMatch(request)

  // With another header, Chromium would ask the callback for permission.
  const page = await newPage({ extraHTTPHeaders: {} })
  await page.goto(request.exec(output)?.[0] ?? '')
  await page.getByLabel('Email or username').fill(alice.email)
  await page.getByLabel('Password', { exact: true }).fill(alice.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  expect(await ended, output).toBe(0)

  const checks: Check[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('checks.json'))
    .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
  expect(checks.map(({ id, status }) => `${id}: ${status}`).toSorted()).toEqual([
    'authorization-code-grant: SUCCESS',
    'authorization-server-metadata-cimd: SUCCESS',
    'authorization-server-metadata: SUCCESS',
  ])
})
