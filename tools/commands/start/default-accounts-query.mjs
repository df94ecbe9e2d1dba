// Prints, as JSON, the APIs whose default account lets somebody in with its documented password.
import { DatabaseSync } from 'node:sqlite'
import { readOrEnd } from '../../bootstrap/commands.mjs'
import { documented } from './default-accounts.mjs'

const {
  positionals: [file],
} = readOrEnd('default-accounts-query')
const database = new DatabaseSync(file, { readOnly: true })
// As worker/setup/default-accounts.ts has it: one that was never made comes into being until set-up is complete.
const question = database.prepare(`select
  not exists (select 1 from milestones where name in ('set_up', 'default_account:' || :api))
  or exists (
    select 1 from identifiers join accounts on accounts.id = identifiers.account_id
    where identifiers.key = :email and accounts.default_password = 1 and accounts.disabled_at is null
  ) as left`)
const left = documented.filter(({ api, email }) => question.get({ api, email }).left === 1)
console.log(JSON.stringify(left.map(({ api }) => api)))
database.close()
