/** Throw in a form's `onSubmit` for a problem that the page itself finds: the form shows the message at the field. */
export class InputError extends Error {
  readonly field: string

  /** @param message a translated sentence */
  constructor(field: string, message: string) {
    super(message)
    this.name = 'InputError'
    this.field = field
  }
}
