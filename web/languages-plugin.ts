import type { Plugin } from 'vite'
import { catalogue } from './text/catalogue.ts'
import { directionOf } from './text/languages.ts'
import type { Messages } from './text/message.ts'

/**
 * Writes each document in each language: `pages/de.html`, `pages/de-unavailable.html`. The messages of a language are two
 * scripts with a hash of their content in their names; the second has the id `signed-in-text`, and guests do not need it.
 * `emails/de.json` has the texts of the emails, which the Worker reads.
 */
export function languages(): Plugin {
  return {
    name: 'languages',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const takeDocument = (name: string): string => {
          const file = bundle[name]
          if (file?.type !== 'asset') throw new Error(`${name} was not built`)
          delete bundle[name]
          return String(file.source)
        }
        const writeScript = (name: string, source: string): string =>
          `/${this.getFileName(this.emitFile({ type: 'asset', name: `${name}.js`, source }))}`
        const shell = takeDocument('index.html')
        const unavailable = takeDocument('unavailable.html')
        for (const [language, { common, signedIn, emails }] of Object.entries(catalogue)) {
          const commonScript = writeScript(
            `text-${language}`,
            `globalThis.latchkeyText=${JSON.stringify(common)}`,
          )
          const signedInScript = writeScript(
            `text-${language}-signed-in`,
            `Object.assign(latchkeyText,${JSON.stringify(signedIn)})`,
          )
          const scripts = `<script type="module" src="${commonScript}"></script>
    <script type="module" id="signed-in-text" src="${signedInScript}"></script>
    `
          this.emitFile({
            type: 'asset',
            fileName: `emails/${language}.json`,
            source: JSON.stringify(emails),
          })
          const localized = localize(shell, language, common)
          this.emitFile({
            type: 'asset',
            fileName: `pages/${language}.html`,
            source: localized.replace(/<script type="module"/, (script) => scripts + script),
          })
          this.emitFile({
            type: 'asset',
            fileName: `pages/${language}-unavailable.html`,
            source: localize(unavailable, language, common),
          })
        }
      },
    },
  }
}

/** Sets `lang` and `dir`, and replaces each `{key}` by its message. */
function localize(document: string, language: string, messages: Messages): string {
  return document
    .replace('<html lang="en">', `<html lang="${language}" dir="${directionOf(language)}">`)
    .replace(/\{((?:guest|ui)\.[\w.]+)\}/g, (_, key: string) => {
      const message = messages[key]
      if (typeof message !== 'string') throw new Error(`${key} is not in the catalogue`)
      return message.replace(/&/g, '&amp;').replace(/</g, '&lt;')
    })
}
