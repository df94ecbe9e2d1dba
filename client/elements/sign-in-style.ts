import { sheet } from './element.ts'

/** Styles of the form, which is in the document: the page's own style sheets apply to it, too. */
export const signInSheet = sheet(`
latchkey-sign-in {
  --_accent: var(--latchkey-accent, light-dark(#18181b, #f4f4f5));
  --_surface: var(--latchkey-surface, light-dark(#fff, #131316));
  --_text: var(--latchkey-text, light-dark(#18181b, #f4f4f5));
  --_field: var(--latchkey-field-line, light-dark(#8b8b94, #74747e));
  --_bad: light-dark(#b91c1c, #fca5a5);
  display: block; max-inline-size: 22rem;
  font: 0.875rem/1.5 var(--latchkey-font, system-ui, sans-serif);

  form { display: grid; gap: 1rem }
  [hidden] { display: none }
  .field { display: grid; grid-template-columns: 1fr auto; gap: 0.375rem }
  label { font-weight: 500 }
  a { color: inherit }
  input {
    grid-column: 1 / -1; box-sizing: border-box; inline-size: 100%; min-block-size: 2.5rem; padding: 0 0.75rem;
    border: 1px solid var(--_field); border-radius: 0.5rem; background: var(--_surface); color: var(--_text); font: inherit;
  }
  input[aria-invalid=true] { border-color: var(--_bad) }
  button {
    min-block-size: 2.5rem; border: 1px solid transparent; border-radius: 0.5rem; background: var(--_accent);
    color: var(--latchkey-on-accent, var(--_surface)); font: inherit; font-weight: 500; cursor: pointer;
  }
  .links { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem }
  button[type=button] { border-color: var(--_field); background: none; color: inherit }
  .links button[type] { min-block-size: auto; padding: 0; border: 0; text-decoration: underline; font-weight: 400 }
  :focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px }
  p { margin: 0 }
  [role=alert] { color: var(--_bad) }
  @media (pointer: coarse) { input, form > button { min-block-size: 2.75rem; font-size: 1rem } }
}
`)
