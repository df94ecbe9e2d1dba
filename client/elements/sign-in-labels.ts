import { englishSecondStep, type SecondStepLabels } from './second-step.ts'

/** The texts of the element, for other languages. */
export interface SignInLabels extends SecondStepLabels {
  username: string
  password: string
  forgotPassword: string
  submit: string
  passkey: string
  /** In place of `forgotPassword`, if there are no passwords. */
  lostPasskey: string
  signUp: string
  /** After a wrong name or password. */
  incorrect: string
  /** After a request for a passkey that was closed or timed out. */
  passkeyCanceled: string
  /** If there are no passwords, and the browser has no passkeys. */
  passkeyUnsupported: string
  /** After a sign-in that waited too long for its second factor. */
  expired: string
  /** After a sign-in whose cookie the browser did not keep. */
  cookieRefused: string
}

export const englishSignIn: SignInLabels = {
  ...englishSecondStep,
  username: 'Username or email address',
  password: 'Password',
  forgotPassword: 'Forgot your password?',
  submit: 'Sign in',
  passkey: 'Sign in with a passkey',
  lostPasskey: 'Lost your passkey?',
  signUp: 'Create an account',
  incorrect: 'Incorrect username or password.',
  passkeyCanceled: 'The request for a passkey was canceled or timed out. Try again.',
  passkeyUnsupported: 'This browser cannot use passkeys. Use another browser or device.',
  expired: 'This sign-in has expired. Sign in again.',
  cookieRefused: 'This browser did not keep the session cookie. Allow cookies for this site.',
}
