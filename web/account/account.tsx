import { Page } from '../ui/layout/page.tsx'
import { Deletion } from './deletion.tsx'
import { Email } from './email.tsx'
import { Invitations } from './invitations.tsx'
import { Password } from './password.tsx'
import { Profile } from './profile.tsx'
import { Sessions } from './sessions.tsx'

export default function Account() {
  return (
    <Page title="Your account" wide>
      <div class="stack">
        <Profile />
        <Email />
        <Password />
        <Invitations />
        <Sessions />
        <Deletion />
      </div>
    </Page>
  )
}
