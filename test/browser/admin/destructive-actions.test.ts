import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { mainService } from '../../conformance/support/service.ts'
import { focused, it, signIn } from '../support/fixtures.ts'

const { service, root } = mainService()

/** Opens a button's dialog by keyboard, presses Enter again and again, and checks that nothing is submitted. */
async function pressEnterRepeatedly(page: Page, button: string, submit: string) {
  const sent: string[] = []
  page.on('request', (request) => request.method() === 'GET' || sent.push(request.url()))
  const opening = page.getByRole('button', { name: button })
  const question = page.getByRole('dialog')
  await opening.press('Enter')
  await question.waitFor()
  await expect.poll(() => focused(page)).toBe('Cancel')
  const buttons = await question.getByRole('button').allTextContents()
  expect(buttons.slice(-2)).toEqual(['Cancel', submit])
  for (const [state, focus] of [
    ['hidden', button],
    ['visible', 'Cancel'],
    ['hidden', button],
  ] as const) {
    await page.keyboard.press('Enter')
    await question.waitFor({ state })
    await expect.poll(() => focused(page)).toBe(focus)
  }
  expect(sent).toEqual([])
}

it('requires more than pressing Enter repeatedly', async ({ newPage }) => {
  const admin = await service.administrator(root)
  const user = await service.person()
  const page = await newPage()
  await signIn(page, admin.username, '/auth/account/security')
  await pressEnterRepeatedly(page, 'Delete account…', 'Delete permanently')
  await page.goto(`/auth/admin/users/${user.id}`)
  await pressEnterRepeatedly(page, 'Disable', 'Disable')
  await pressEnterRepeatedly(page, 'Delete user', 'Delete')
  expect(await service.accepts(user.username, user.password)).toBe(true)
})

it('deletes an account only after its name is entered', async ({ newPage }) => {
  const admin = await service.administrator(root)
  const user = await service.person()
  const page = await newPage()
  await signIn(page, admin.username, `/auth/admin/users/${user.id}`)
  await page.getByRole('button', { name: 'Delete user' }).click()
  const question = page.getByRole('dialog', { name: `Delete ${user.username}?` })
  const field = question.getByLabel(`Type ${user.username} to confirm`)
  for (const text of ['', ' ', admin.username, user.username.slice(0, -1), `${user.username}x`]) {
    await field.fill(text)
    await page.keyboard.press('Enter')
    await question.locator('[aria-invalid="true"]').waitFor()
  }
  expect(await service.accepts(user.username, user.password)).toBe(true)
})
