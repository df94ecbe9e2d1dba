import { dirname, join } from 'node:path/posix'

/** The relative imports of each module, types included, as paths from the project's folder. */
export type Modules = ReadonlyMap<string, readonly string[]>

/** A forbidden import. */
export interface Violation {
  from: string
  to: string
  reason: string
}

interface Rule {
  reason: string
  forbids(from: string, to: string): boolean
}

/** No folder that the checks below name holds more files than this. */
export const mostFiles = 12

/** The layers of worker/, from the top. Every folder that is not listed is a capability. A layer imports only lower layers. */
const layers = [
  ['app.ts', 'capabilities.ts', 'index.ts', 'rpc.ts'],
  ['pages', 'products'],
  ['(capabilities)'],
  ['mail'],
  ['audit'],
  ['limits'],
  ['http'],
  ['config'],
  ['db'],
  ['input'],
]

/** Modules of the Worker that web/ shares: the first becomes part of every page that imports it, the build runs the others. */
export const sharedWithPages = [
  'worker/input/device-names.ts',
  'worker/passwords/strength/guessable.ts',
  'worker/passwords/strength/patterns.ts',
]

const rules: Rule[] = [
  {
    reason: 'A layer of worker/ imports only lower layers.',
    forbids: (from, to) =>
      isIn('worker', from) && isIn('worker', to) && layerOf(to) < layerOf(from),
  },
  {
    reason: 'No folder of worker/ imports the routes of another folder.',
    forbids: (from, to) =>
      /^worker\/.+\/routes\.ts$/.test(to) &&
      folderOf(from) !== folderOf(to) &&
      isIn('worker', from),
  },
  onlyImports('worker', ['worker', 'schema', 'web/text']),
  onlyImports('web/text', ['web/text']),
  onlyImports('schema', ['schema']),
  onlyImports('client', ['client']),
  onlyImports('web', ['web', 'client', ...sharedWithPages]),
  {
    reason: 'Only tests import tests.',
    forbids: (from, to) => isTest(to) && !isTest(from),
  },
]

/** Every import that a rule forbids. */
export function forbiddenImports(modules: Modules): Violation[] {
  return [...modules].flatMap(([from, imports]) =>
    imports.flatMap((to) =>
      rules.filter((rule) => rule.forbids(from, to)).map(({ reason }) => ({ from, to, reason })),
    ),
  )
}

/** Modules that import each other, directly or through others: one list of paths for each group. */
export function importCycles(modules: Modules): string[][] {
  // Tarjan's strongly connected components.
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const stack: string[] = []
  const cycles: string[][] = []
  const visit = (module: string): number => {
    const number = order.size
    order.set(module, number)
    let least = number
    stack.push(module)
    for (const to of modules.get(module) ?? []) {
      if (!modules.has(to)) continue
      if (!order.has(to)) least = Math.min(least, visit(to))
      else if (stack.includes(to)) least = Math.min(least, lowest.get(to) ?? order.get(to) ?? least)
    }
    lowest.set(module, least)
    if (least === number) {
      const group = stack.splice(stack.indexOf(module))
      if (group.length > 1 || modules.get(module)?.includes(module)) cycles.push(group.sort())
    }
    return least
  }
  for (const module of modules.keys()) if (!order.has(module)) visit(module)
  return cycles
}

/** Folders with more files than `mostFiles`, and the number of their files. */
export function crowdedFolders(files: readonly string[]): { folder: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count > mostFiles)
    .map(([folder, count]) => ({ folder, count }))
}

/** The relative imports in the text of a module, types and `import()` included, as paths from the project's folder. */
export function importsIn(file: string, text: string): string[] {
  const specifiers = text.matchAll(/\b(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"?]+)/g)
  return [...specifiers].map(([, specifier = '']) => join(dirname(file), specifier))
}

function onlyImports(folder: string, allowed: string[]): Rule {
  return {
    reason: `${folder}/ imports only ${allowed.join(', ')} and packages.`,
    forbids: (from, to) => isIn(folder, from) && !allowed.some((each) => isIn(each, to)),
  }
}

function isIn(place: string, file: string): boolean {
  return file === place || file.startsWith(`${place}/`)
}

function isTest(file: string): boolean {
  return isIn('test', file) || isIn('tools/test', file)
}

/** The first two parts of a path: a folder of worker/, or a file in it. */
function folderOf(file: string): string {
  return file.split('/').slice(0, 2).join('/')
}

function layerOf(file: string): number {
  const [, name = ''] = file.split('/')
  const found = layers.findIndex((names) => names.includes(name))
  return found < 0 ? layers.findIndex((names) => names.includes('(capabilities)')) : found
}
