import { expect } from 'vitest'
import { pages } from '../../../worker/pages/access.ts'
import { mainService } from '../../conformance/support/service.ts'
import { it, signIn } from '../support/journey.ts'

const { service, root } = mainService()

const named = Object.entries(pages).filter(([, audience]) => audience !== 'nobody')

it('shows every page of the list to whom it is for, with a slash at the end as well', async ({
  visitor,
}) => {
  const { id, username } = await service.administrator(root)
  const [guest, admin] = [await visitor(), await visitor()]
  await signIn(admin, username)
  const seen: string[] = []
  for (const [path, audience] of named) {
    // The instance is set up, so nobody sees how.
    if (audience === 'set-up') continue
    const page = audience === 'guest' ? guest : admin
    const bare = path.replace(':account_id', id)
    for (const asked of [`${bare}?a=b`, `${bare}/?a=b`]) {
      await page.goto(asked)
      const heading = page.getByRole('heading', { level: 1 })
      await heading.waitFor()
      expect(await heading.textContent(), asked).not.toBe('There is no such page')
      expect(new URL(page.url()).pathname).toBe(bare)
    }
    seen.push(path)
  }
  expect(seen.length).toBeGreaterThan(10)
})
