import { create } from './element.ts'

/** The label of an input. */
export function label(input: HTMLInputElement, text: string): HTMLLabelElement {
  return create('label', { for: input.id }, text)
}

/** Marks an input that the error of its form concerns. */
export function setInvalid(input: HTMLInputElement, isInvalid: boolean) {
  input.setAttribute('aria-invalid', String(isInvalid))
  if (isInvalid) input.setAttribute('aria-describedby', 'latchkey-error')
  else input.removeAttribute('aria-describedby')
}
