/** The pages about one's own account: one script, so that moving between them loads nothing. */
export { Apps } from './apps/apps.tsx'
export { Devices } from './devices.tsx'
export { Verify } from './email/verify.tsx'
export { Invitations } from './invitations/invitations.tsx'
export { Profile } from './profile.tsx'
export { Security } from './security.tsx'
