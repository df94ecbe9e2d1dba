// Brings accounts from elsewhere, with their password hashes:
//   npm run import -- FILE [--from SOURCE] [--instance NAME] [--remote] [--persist-to DIR] [--dry-run]
//     [--admins] [--without-password] [--at-a-time N] [--env NAME] [--config FILE]
// docs/import.md tells what each source's file looks like. Ends with 0 when everybody is here, with 2 when some
// were skipped, with 1 when it had to stop; the same command again goes on from there.
import { onOwnNode } from './install.mjs'

await onOwnNode()
try {
  // Only now: it needs the packages and Node 24.
  const { importFile } = await import('./import/command.mjs')
  process.exitCode = await importFile(process.argv.slice(2))
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
