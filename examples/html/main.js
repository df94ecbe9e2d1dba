import { defaultClient } from 'latchkey/client'
import 'latchkey/elements'

const greeting = document.getElementById('greeting')

defaultClient().subscribe(({ status, session, error }) => {
  greeting.textContent = {
    loading: 'Loading…',
    'signed-in': `Hello ${session?.account.first_name ?? session?.account.email}`,
    'signed-out': 'Sign in to see your notes.',
    unavailable: `${error?.message}.`,
  }[status]
})
