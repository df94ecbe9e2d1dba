import { expect } from 'vitest'
import { pages } from '../../../worker/pages/access.ts'
import { mainService } from '../../conformance/support/service.ts'
import { it, signIn } from '../support/fixtures.ts'

const { service, root } = mainService()

const named = Object.entries(pages).filter(([, audience]) => audience !== 'none')

it('shows every page to its audience, with and without a trailing slash', async ({ newPage }) => {
  const { id, username } = await service.administrator(root)
  const [guest, admin] = [await newPage(), await newPage()]
  await signIn(admin, username)
  const seen: string[] = []
  for (const [path, audience] of named) {
    // Setup is complete, so its page redirects.
    if (audience === 'set-up') continue
    const page = audience === 'guest' ? guest : admin
    const bare = path.replace(':account_id', id)
    for (const asked of [`${bare}?a=b`, `${bare}/?a=b`]) {
      await page.goto(asked)
      const heading = page.getByRole('heading', { level: 1 })
      await heading.waitFor()
      expect(await heading.textContent(), asked).not.toBe('Page not found')
      expect(new URL(page.url()).pathname).toBe(bare)
    }
    seen.push(path)
  }
  expect(seen.length).toBeGreaterThan(10)
})
