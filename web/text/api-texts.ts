/** The prose of /openapi.json and of the reference of the API. */
export interface ApiTexts {
  /** By the name of the tag. */
  readonly tags: Readonly<Record<string, string>>
  /** What each operation does, by its id. */
  readonly summaries: Readonly<Record<string, string>>
}

/** An asset, because only the description needs it: as part of the Worker, it would be loaded at each start. */
export const apiTexts: ApiTexts = {
  tags: {
    Latchkey: 'Accounts, sessions and their administration',
    Shared:
      'Operations that several products document. The response has what each document promises.',
    Asta: "Asta's Authentication API",
    asyncat: "asyncat's Auth API",
    lncrawl: 'The Authentication API of Lightnovel Crawler',
    'Open Archiver':
      "Open Archiver's Auth API, under /v1 and, as its browser client requests, under /api/v1",
    Argon: 'The Authentication API of the Argon panel',
    OAuth: 'Tokens that other services verify with public keys',
    Service: 'Health, and this description',
  },
  summaries: {
    createAccessToken: 'An access token for one of your own APIs, which verifies it offline',
    getRevocations:
      'The signed list of sessions, grants and accounts whose access tokens were revoked',
    listAccounts:
      'Accounts, and how many there are; a Link header leads to the next and the previous page',
    createAccount: 'Create an account of either role; the password null generates one',
    changeAccounts:
      'Disable, enable, sign out or delete up to 50 accounts, or mail them reset links',
    getAccount: 'One account',
    updateAccount: 'Change the role, names or email address of an account, or disable or enable it',
    setAccountPassword: "Set an account's password, or generate one for null, and end its sessions",
    deleteAccount: 'Delete an account that is not your own',
    sendAccountCode:
      'Mail a verification code to the email address of an account, to enter when signed in',
    listAccountSessions: 'The sessions of an account, latest used first',
    endAccountSessions: 'End every session of an account',
    endAccountSession: 'End one session of an account',
    removeAccountFactors:
      'Remove the second factor of an account whose owner has lost it; its sessions end',
    listEvents: 'Security events, latest first; a Link header leads to the next page',
    exportEvents:
      'Up to 10,000 security events as a file, latest first; a Link header leads to the next file',
    getOpenApi: 'This description, in OpenAPI 3.1',
    getInstance: 'What this instance is called and offers, and whether it is set up',
    listSettings:
      'The settings and the version of this instance; of secrets only whether they are set',
    getHealth: 'Whether the service and its database answer',
    getLiveness: 'Whether the service answers, with or without its database',
    listInvitations: 'Your invitations, latest first, with the number of sign-ups with each',
    createInvitation: 'Create an invitation, with which other people can sign up',
    sendInvitation: 'Create an invitation and mail its link',
    verifyInvitation: 'Who sent an invitation',
    deleteInvitation: 'Delete one of your invitations. No one can sign up with it any more.',
    listGrants: 'The apps that have access to your account, last used first',
    deleteGrant: 'End the access of an app to your account. It must ask again.',
    answerAuthorization: 'Allow or deny what an app requests. Returns the address to open.',
    listOAuthClients: 'The apps that people can sign in to with their accounts here, latest first',
    createOAuthClient:
      'Register an app. Its secret is in this response only; a public client has none.',
    getOAuthClient: 'One app',
    updateOAuthClient:
      'Change the name, the redirect URIs, the resources or the algorithm of an app, or disable it',
    rotateOAuthClientSecret:
      'Give an app a new secret, which is in this response only. The old one stops working.',
    deleteOAuthClient: 'Delete an app and end all access that it has',
    openDeviceRequest:
      'Open the request of a device by the code that it shows. Only this session can answer it.',
    answerDeviceRequest: 'Allow or deny the request of a device that this session has opened',
    createOwnAccount: 'Sign up and sign the browser in',
    createFirstPasskeyOptions:
      'The options with which a browser creates the passkey of a new account',
    updateOwnAccount: 'Change your names, picture and language; null clears all but the username',
    changeOwnPassword: 'Change your password. Requires the current password; other sessions end.',
    requestEmailChange:
      'Mail a code to your new email address. The address changes when you enter the code.',
    sendEmailCode: 'Mail a code to your own email address, which is still to be proven',
    verifyEmail: 'Enter the code: your email address is verified or changed; other sessions end',
    deleteOwnAccount: 'Delete your account and everything that belongs to it',
    listPasskeys: 'Your passkeys, oldest first',
    createPasskeyOptions: 'The options with which your browser creates a passkey',
    createPasskey: 'Add a passkey to your account',
    updatePasskey: 'Name one of your passkeys',
    deletePasskey: 'Remove one of your passkeys. Returns those that are left, for the Signal API.',
    createPasskeyRequest: 'The options with which a browser uses a passkey of any account',
    createSessionWithPasskey: 'Sign a browser in with a passkey',
    getRelatedOrigins:
      'The origins that may use passkeys of this relying party (WebAuthn related origins)',
    getPasskeyEndpoints:
      'The pages where people add and manage their passkeys, for password managers',
    requestPasswordReset: 'Mail a reset link, if some account has this address',
    getPasswordReset: 'Whose password the reset link sets',
    completePasswordReset:
      'Set a new password with the reset link and sign the browser in; other sessions end',
    getState: 'Who is signed in, and what they may do',
    updateProfile:
      'Change your own username, password or both; a password only with the current one',
    changePassword: 'Change your own password. Requires the current password.',
    listUsers: 'List accounts, oldest first; a Link header leads to the next page',
    createUser: 'Create an account of either role',
    deleteUser: 'Delete an account that is not your own',
    resetUserPassword: "Set another account's password and end its sessions",
    getStatus: 'How this service runs, and whether first-run setup is missing',
    signOut: 'End the session of the token, if there is one',
    updateLocalAccount: 'Change your own name, email address or password',
    updatePassword: 'Change your own password',
    startFirstRun: 'Sign in to the local default account while setup is incomplete',
    register: 'Create an account',
    signUp: 'Create an account by invitation and sign in',
    deactivateMe: 'Disable your own account and sign it out everywhere',
    updateMyName: 'Change your display name',
    updateMyPassword: 'Change your own password. Requires the current password.',
    sendPasswordResetLink: 'Mail a reset link if an account has this address',
    resetPasswordWithToken: 'Set a new password with the token of a reset link as the bearer token',
    sendOtp: 'Mail a verification code to your own address',
    verifyOtp: 'Verify an email address with the mailed code',
    createMyToken:
      'Your invitation token; a new one unless the present one is valid for some more days',
    verifyToken: 'Whether an invitation token is valid and its owner is enabled',
    listMyTokens: 'Your invitation tokens, latest first; expires_at is UNIX milliseconds',
    signInToArchiver: 'Sign in with an email address and a password',
    signInToArchiverUnderApi: 'Sign in with an email address and a password',
    completeArchiverSignIn: 'Complete the sign-in with the code of the authenticator app',
    completeArchiverSignInUnderApi: 'Complete the sign-in with the code of the authenticator app',
    setUpArchiver: 'Create the first administrator and sign in',
    setUpArchiverUnderApi: 'Create the first administrator and sign in',
    getArchiverStatus: 'Whether the first administrator is missing',
    getArchiverStatusUnderApi: 'Whether the first administrator is missing',
    signIn: 'Sign in with a username or email address and a password',
    getMe: 'The account that is signed in',
    completeSession: 'Complete the sign-in of a browser with the second factor',
    proveSession:
      'Prove again who you are: with a passkey, a code or, without a second factor, the password',
    createSession: 'Sign a browser in: the session is kept in an HttpOnly cookie',
    getSession: 'The session of this request, and whose it is; null if no one is signed in',
    endSession: 'Sign out',
    listSessions: 'Where this account is signed in, latest used first',
    endSessionById: 'End one session of this account',
    endOtherSessions: 'End every other session of this account',
    setUpInstance: 'Create the first administrator and sign its browser in',
    getJwks: 'The public keys with which other services verify tokens (RFC 7517)',
    listSecondFactors: 'Your authenticator app, and how many recovery codes are left',
    createTotpFactor:
      'Start to set up an authenticator app. It is required once its first code is entered.',
    confirmTotpFactor:
      'Enter the first code: the app is required from now on, and other sessions end',
    removeTotpFactor: 'Remove your authenticator app, and the recovery codes with it',
    createRecoveryCodes: 'Create new recovery codes. The old ones stop working.',
  },
}
