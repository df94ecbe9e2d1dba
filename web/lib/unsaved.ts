const forms = new Set<HTMLFormElement>()

/** Call on every `input` event of a form. Ignores what a password manager fills in: losing that input costs nothing. */
export function markUnsaved(form: HTMLFormElement, event: Event): void {
  const typed = event instanceof InputEvent && event.inputType !== ''
  if (typed || event.target instanceof HTMLSelectElement) forms.add(form)
}

/** Call after a form was submitted successfully. */
export function markSaved(form: HTMLFormElement): void {
  forms.delete(form)
}

/** Whether any form of the page has unsaved input. */
export function hasUnsavedInput(): boolean {
  return [...forms].some((form) => form.isConnected || !forms.delete(form))
}
