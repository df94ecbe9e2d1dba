import { expect } from 'vitest'
import { link } from '../../conformance/support/mailed.ts'
import { mainService, password, someAddress } from '../../conformance/support/service.ts'
import { arrive, enter, it, read, signIn } from '../support/journey.ts'

const { service } = mainService()

const newPassword = 'another horse, another battery'

it('sets a new password by the mailed link, which ends the old session in another tab', async ({
  visitor,
}) => {
  const email = someAddress()
  await service.person(email)
  const old = await visitor()
  await signIn(old, email)
  await arrive(old, 'Your account')

  const page = await visitor()
  await page.goto('/auth/sign-in')
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await enter(page, { 'E-mail address': email })
  await page.getByRole('button', { name: 'Send the link' }).click()
  await arrive(page, 'Look into your mail')
  const { text } = await service.mail(email, link)
  const [address = ''] = /http\S+\?token=\S+/.exec(text) ?? []
  expect(address.startsWith(`${service.instance.url}/reset-password?token=`)).toBe(true)

  // In a second tab of the browser that is signed in, as one would open it from the mail.
  const tab = await old.context().newPage()
  const asked: string[] = []
  tab.on('request', (request) => asked.push(request.headers().referer ?? '', request.url()))
  await tab.goto(address)
  await arrive(tab, 'Choose a new password')
  expect(tab.url()).toBe(`${service.instance.url}/reset-password`)
  await read(tab, email)
  await enter(tab, { 'New password': newPassword })
  await tab.getByRole('button', { name: 'Set password' }).click()
  await arrive(tab, 'Sign in')
  await read(tab, 'Your new password is set. Sign in with it.')
  // Only the link itself holds the token.
  const [token = ''] = address.split('token=').slice(1)
  expect(asked.filter((each) => each.includes(token))).toEqual([address])

  await old.getByRole('button', { name: 'Save profile' }).click()
  await old.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
  expect(await service.accepts(email, password)).toBe(false)
  await signIn(tab, email, newPassword)

  await page.goto(address)
  await read(page, 'This link has been used or is too old. Ask for a new one.')
})

it('says the same to an address that nobody has', async ({ visitor }) => {
  const email = someAddress()
  const page = await visitor()
  await page.goto('/auth/forgot-password')
  await enter(page, { 'E-mail address': email })
  await page.getByRole('button', { name: 'Send the link' }).click()
  await arrive(page, 'Look into your mail')
  await read(page, email)
  expect(service.mails(email)).toEqual([])
})
