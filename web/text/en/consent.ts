/** Texts of the pages on which people answer the requests of apps. */
export const consent = {
  'consent.title': '{client} wants to access your account',
  'consent.account': 'You’re signed in to {product} as {name}.',
  'consent.will': '{client} will be able to:',
  'consent.scope.openid': 'Recognize your account',
  'consent.scope.profile': 'See your name, username and picture',
  'consent.scope.email': 'See your email address',
  'consent.scope.role': 'See your role',
  'consent.scope.offline_access': 'Keep access after you sign out',
  'consent.resource': 'Use {resource} for you',
  'consent.identify': 'Know that you have an account here',
  'consent.document':
    'The app describes itself at {host}. No administrator of {product} has checked it.',
  'consent.return': 'Then you return to {host}. Continue only if you trust this address.',
  'consent.allow': 'Allow',
  'consent.allowing': 'One moment…',
  'consent.deny': 'Deny',
  'consent.not_you': 'Not {name}?',
  'consent.proof.title': 'Confirm it’s you',
  'consent.proof.lead': '{client} asks you to confirm your identity before you continue.',
  'consent.unusable.title': 'This app can’t be used',
  'consent.unusable.lead':
    '{product} couldn’t use the description of the app at {host}. Try again in a minute, or tell the people who make the app.',
  'consent.unusable.code': 'Error: {code}',
  'consent.sign_out.title': 'Sign out of {product}?',
  'consent.sign_out.lead':
    '{client} has signed you out. You’re still signed in to {product} as {name}.',
  'consent.sign_out.stay': 'Stay signed in',
} as const
