import { sheet } from './element.ts'

/** Colors follow the `color-scheme` of the page. Pages change the custom properties, and style parts with `::part`. */
export const userButtonSheet = sheet(`
:host {
  --_accent: var(--latchkey-accent, light-dark(#18181b, #f4f4f5));
  --_surface: var(--latchkey-surface, light-dark(#fff, #131316));
  --_text: var(--latchkey-text, light-dark(#18181b, #f4f4f5));
  --_secondary: var(--latchkey-secondary-text, light-dark(#52525b, #a9a9b3));
  --_line: var(--latchkey-line, light-dark(#e4e4e7, #2a2a30));
  display: inline-block; position: relative; min-block-size: 2rem; min-inline-size: 2rem;
  font: 0.875rem/1.4 var(--latchkey-font, system-ui, sans-serif); color: var(--_text);
}
:host([hidden]), [hidden] { display: none }
* { box-sizing: border-box }
a, button { font: inherit; color: inherit; text-decoration: none; cursor: pointer }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px }
.link {
  display: inline-block; padding: 0.375rem 0.75rem; border: 1px solid var(--_line);
  border-radius: 0.5rem; background: var(--_surface);
}
.avatar {
  inline-size: 2rem; block-size: 2rem; padding: 0; border: 0; border-radius: 50%;
  background: var(--_accent); color: var(--_surface); font-weight: 600; font-size: 0.75rem;
}
.avatar::before { content: attr(data-initials); content: attr(data-initials) / '' }
.panel {
  position: absolute; inset-block-start: calc(100% + 0.375rem); inset-inline-end: 0; z-index: 10;
  inline-size: max-content; min-inline-size: 13rem; max-inline-size: min(20rem, 90vw); padding: 0.25rem;
  border: 1px solid var(--_line); border-radius: 0.75rem; background: var(--_surface);
  box-shadow: 0 8px 24px #0003;
}
:host([align=start]) .panel { inset-inline: 0 auto }
.who { padding: 0.5rem 0.75rem; border-block-end: 1px solid var(--_line); margin-block-end: 0.25rem; overflow-wrap: anywhere }
.name { font-weight: 600 }
.email, .error { color: var(--_secondary) }
.error { margin: 0; padding: 0.25rem 0.75rem }
.item {
  display: block; inline-size: 100%; padding: 0.5rem 0.75rem; border: 0; border-radius: 0.5rem;
  background: none; text-align: start;
}
.item:hover, .item:focus-visible { background: var(--_line) }
@media (pointer: coarse) { .item { padding-block: 0.75rem } }
@media (forced-colors: active) { .avatar { border: 1px solid } }
`)
