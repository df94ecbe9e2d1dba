/** Texts of the pages for guests: sign-in, sign-up, password reset, setup. */
export const guest = {
  'guest.no_script': 'This page requires JavaScript. Turn on JavaScript, then reload this page.',
  'guest.sign_in.title': 'Sign in to {product}',
  'guest.unavailable.title': 'This page is unavailable',
  'guest.unavailable.explanation':
    'The service isn’t responding. Reload this page in a few moments.',
} as const
