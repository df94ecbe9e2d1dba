/** Older links to the form for the password, which once was on the page of the account, lead to the page that has it now. */
if (location.pathname === '/auth/account' && location.hash === '#password') {
  history.replaceState(null, '', '/auth/account/security#password')
}

export {}
