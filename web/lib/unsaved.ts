const forms = new Set<HTMLFormElement>()

/** To be called with every `input` event of a form. What a password manager fills in is not typed, and no loss. */
export function noteTyping(form: HTMLFormElement, event: Event): void {
  const typed = event instanceof InputEvent && event.inputType !== ''
  if (typed || event.target instanceof HTMLSelectElement) forms.add(form)
}

/** To be called when a form was sent with success. */
export function forgetTyping(form: HTMLFormElement): void {
  forms.delete(form)
}

/** Whether the page has a form with something typed into it that was not sent yet. */
export function hasUnsaved(): boolean {
  return [...forms].some((form) => form.isConnected || !forms.delete(form))
}
