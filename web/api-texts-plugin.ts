import type { Plugin } from 'vite'
import { apiTexts } from './text/api-texts.ts'

/** Writes `api-texts.json`, which the Worker reads when it first serves /openapi.json. */
export function describeApi(): Plugin {
  return {
    name: 'api-texts',
    generateBundle() {
      this.emitFile({
        type: 'asset',
        fileName: 'api-texts.json',
        source: JSON.stringify(apiTexts),
      })
    },
  }
}
