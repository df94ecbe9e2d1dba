// Installs the packages that the benchmarks need, then runs them. It is not TypeScript, because it also starts under a Node
// that does not strip types.
import { readOrEnd } from '../tools/bootstrap/commands.mjs'
import { install, onOwnNode } from '../tools/bootstrap/install.mjs'

const { values } = readOrEnd('bench')
await onOwnNode()
await install(import.meta.dirname)

// A static import would be resolved before the packages are installed.
const { runBenchmarks } = await import('./benchmarks.ts')
process.exitCode = await runBenchmarks(values)
