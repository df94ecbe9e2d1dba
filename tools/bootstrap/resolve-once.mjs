import * as module from 'node:module'

const within = /\/node_modules\/drizzle-orm\//

/**
 * Makes Node look up drizzle-orm once. Its package.json has 180 KB, which Node copies and parses for every import of the package, and
 * for every import between its 110 modules: half of the time that a command takes to start.
 */
export function resolveOnce() {
  /** @type {Map<string, module.ResolveFnOutput>} */
  const known = new Map()
  // Node 20, which only starts Node 24, has no such hooks.
  module.registerHooks?.({
    resolve(specifier, context, nextResolve) {
      const from = context.parentURL ?? ''
      if (!context.conditions.includes('import')) return nextResolve(specifier, context)
      // Its modules name each other by their files.
      if (within.test(from) && /^\.\.?\/.+\.js$/.test(specifier)) {
        return { url: new URL(specifier, from).href, format: 'module', shortCircuit: true }
      }
      if (!/^drizzle-orm(\/|$)/.test(specifier)) return nextResolve(specifier, context)
      const resolved = known.get(specifier) ?? nextResolve(specifier, context)
      known.set(specifier, resolved)
      return { ...resolved, shortCircuit: true }
    },
  })
}
