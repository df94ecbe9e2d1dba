import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { mainService } from '../../conformance/support/service.ts'
import { focused, it, signIn } from '../support/journey.ts'

const { service, root } = mainService()

/** Opens the dialog of a button by keyboard, presses Enter twice more, and looks at how the dialog begins and ends. */
async function hold(page: Page, button: string, submit: string) {
  const sent: string[] = []
  page.on('request', (request) => request.method() === 'GET' || sent.push(request.url()))
  const opening = page.getByRole('button', { name: button })
  const question = page.getByRole('dialog')
  await opening.press('Enter')
  await question.waitFor()
  await expect.poll(() => focused(page)).toBe(await question.getByRole('heading').textContent())
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  expect(await question.isVisible()).toBe(true)
  const buttons = await question.getByRole('button').allTextContents()
  expect(buttons.slice(-2)).toEqual(['Cancel', submit])
  await question.getByRole('button', { name: 'Cancel' }).click()
  await question.waitFor({ state: 'hidden' })
  await expect.poll(() => focused(page)).toBe(button)
  expect(sent).toEqual([])
}

it('is not done by pressing Enter again and again', async ({ visitor }) => {
  const admin = await service.administrator(root)
  const user = await service.person()
  const page = await visitor()
  await signIn(page, admin.username)
  await hold(page, 'Delete account…', 'Delete for good')
  await page.goto(`/auth/admin/users/${user.id}`)
  await hold(page, 'Disable…', 'Disable')
  await hold(page, 'Delete…', 'Delete for good')
  expect(await service.accepts(user.username, user.password)).toBe(true)
})

it('is not done to a user whose name was not typed', async ({ visitor }) => {
  const admin = await service.administrator(root)
  const user = await service.person()
  const page = await visitor()
  await signIn(page, admin.username)
  await page.goto(`/auth/admin/users/${user.id}`)
  await page.getByRole('button', { name: 'Delete…' }).click()
  const question = page.getByRole('dialog', { name: `Delete ${user.username} for good?` })
  const field = question.getByLabel(`Type ${user.username} to confirm`)
  for (const text of ['', ' ', admin.username, user.username.slice(0, -1), `${user.username}x`]) {
    await field.fill(text)
    await page.keyboard.press('Enter')
    await question.locator('[aria-invalid="true"]').waitFor()
  }
  expect(await service.accepts(user.username, user.password)).toBe(true)
})
