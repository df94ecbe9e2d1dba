import { random, testChanges } from '../support/settings-findings.ts'

const open = { isSetupOpen: true, defaultPasswords: 0 }
const complete = { isSetupOpen: false, defaultPasswords: 0 }
const defaultPassword = { isSetupOpen: false, defaultPasswords: 1 }

testChanges({
  'default accounts on, with the documented passwords': [
    { vars: { DEFAULT_ACCOUNTS: 'on' } },
    ['danger default_accounts', 'danger default_password', 'danger default_password'],
  ],
  'default accounts on, with another password and without the API of the other account': [
    { vars: { DEFAULT_ACCOUNTS: 'on', LOCAL_PASSWORD: 'swordfish', APIS: 'asta, asyncat' } },
    ['danger default_accounts'],
  ],
  'default accounts on, with one password changed': [
    { vars: { DEFAULT_ACCOUNTS: 'on', ADMIN_PASSWORD: 'swordfish' } },
    ['danger default_accounts', 'danger default_password'],
  ],
  'default accounts on, on this machine only': [
    { devVars: { JWT_SECRET: random, DEFAULT_ACCOUNTS: 'on' } },
    ['note default_accounts'],
  ],
  'setup open in a deployment': [
    { secrets: ['JWT_SECRET', 'ROOT_SECRET'], database: open },
    ['danger setup'],
  ],
  "setup open, with a token that Open Archiver's page cannot send": [
    { secrets: ['JWT_SECRET', 'ROOT_SECRET', 'SETUP_TOKEN'], database: open },
    ['note setup'],
  ],
  'setup open, with a token and without Open Archiver': [
    {
      vars: { APIS: 'argon' },
      secrets: ['JWT_SECRET', 'ROOT_SECRET', 'SETUP_TOKEN'],
      database: open,
    },
    [],
  ],
  'setup complete, with a token': [
    { secrets: ['JWT_SECRET', 'ROOT_SECRET', 'SETUP_TOKEN'], database: complete },
    ['note setup'],
  ],
  'setup open on this machine': [
    { devVars: { JWT_SECRET: random }, database: open },
    ['note setup'],
  ],
  'a default password in use in a deployment': [
    { secrets: ['JWT_SECRET', 'ROOT_SECRET'], database: defaultPassword },
    ['danger default_password'],
  ],
  'a default password in use on this machine': [
    { devVars: { JWT_SECRET: random }, database: defaultPassword },
    ['note default_password'],
  ],
})
