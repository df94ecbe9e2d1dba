// The example apps that render pages on a server, as their READMEs start them, in front of a running Latchkey.
import { afterAll, beforeAll, describe, expect, inject } from 'vitest'
import { node } from '../../../tools/bootstrap/install.mjs'
import { run } from '../../../tools/bootstrap/process.mjs'
import type { Running } from '../../conformance/support/instance.ts'
import { mainService, someAddress } from '../../conformance/support/service.ts'
import { installAlone, installExamples, runOn, serveExample } from '../support/example.ts'
import { expectText, it, submitSignIn } from '../support/fixtures.ts'

const { service } = mainService()

const names = ['react-router', 'astro', 'nextjs'] as const

const served = new Map<string, Running>()
beforeAll(async () => {
  await installExamples(inject('base'))
  await installAlone('examples/nextjs/README.md')
  for (const name of names) {
    served.set(name, await serveExample(name, inject('main'), inject('base')))
  }
}, 300_000)
afterAll(() => Promise.all([...served.values()].map(({ stop }) => stop())))

it.each(['react-router', 'nextjs'])('The example %s compiles with strict types', async (name) => {
  // Its server has generated the types of its routes.
  const { code, output } = await run(node, [
    'node_modules/typescript/bin/tsc',
    '-p',
    `examples/${name}`,
  ])
  expect(output).toBe('')
  expect(code).toBe(0)
})

describe.each(names)('The example %s', (name) => {
  it('renders pages for the signed-in account on the server', async ({ newPage }) => {
    const { username } = await service.person(someAddress())
    const instance = { ...inject('main'), ...served.get(name) }
    const page = await newPage({ instance })
    const textOf = async (path: string) => (await page.request.get(path)).text()
    const whereTo = async (path: string) =>
      (await page.request.get(path, { maxRedirects: 0 })).headers().location

    expect(await textOf('/')).toContain('Sign in to see your notes')
    expect(await whereTo('/notes')).toBe('/auth/sign-in?next=%2Fnotes')

    await page.goto('/')
    await page.getByRole('main').getByRole('link', { name: 'Sign in to see your notes' }).click()
    await page.waitForURL('**/auth/sign-in?next=%2Fnotes')
    await submitSignIn(page, username)
    await page.waitForURL(`${instance.url}/notes`)
    await expectText(page, `Only ${username} can see this page.`)
    expect(await textOf('/notes')).toContain(username)
    const home = await textOf('/')
    expect(home).toContain(username)
    expect(home).not.toContain('Sign in to see your notes')

    await page.getByRole('button', { name: `Account: ${username}` }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForURL('**/auth/sign-in?next=%2Fnotes')
    expect(await whereTo('/notes')).toBe('/auth/sign-in?next=%2Fnotes')
    expect(await textOf('/')).toContain('Sign in to see your notes')
  })
})

// Last: it replaces the packages that the development server of the example has bundled.
it('The pages and the code of the example astro compile with strict types', async () => {
  const { code, output } = await runOn('examples/astro/README.md', 'npm run check')
  expect(output).toContain('0 errors')
  expect(code).toBe(0)
}, 120_000)
