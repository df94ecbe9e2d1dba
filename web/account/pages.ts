/** The pages about one's own account: one script, so that moving between them loads nothing. */
export { Devices } from './devices.tsx'
export { Invitations } from './invitations.tsx'
export { Profile } from './profile.tsx'
export { Security } from './security.tsx'
export { Verify } from './verify.tsx'
