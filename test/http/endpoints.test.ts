import { expect, test } from 'vitest'
import { description } from '../support/catalogue/description.ts'
import { tableOf } from '../support/catalogue/endpoints.ts'
import { Service } from '../support/requests/service.ts'

const [readme = ''] = Object.values(
  import.meta.glob<string>('../../README.md', { query: '?raw', import: 'default', eager: true }),
)

// After a change of an operation: npm test -- test/http/endpoints --update
test('the table of endpoints in the README is up to date', async () => {
  const table = tableOf(await description(new Service()))
  const between = /(?<=<!-- endpoints:start -->\n)[\s\S]*(?=\n<!-- endpoints:end -->)/
  expect(readme).toMatch(between)
  const updated = readme.replace(between, () => table)
  await expect(updated).toMatchFileSnapshot('../../README.md')
})
