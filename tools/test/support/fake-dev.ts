// Replaces wrangler in tests of npm start: `dev` records its arguments, responds to /health on its port until it gets a signal,
// and fails as wrangler does while a file `broken` exists. Every other command succeeds.
import { appendFileSync, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import process, { argv, cwd, env, exit, pid, stderr, stdout } from 'node:process'

const [command, ...args] = argv.slice(2)
if (command !== 'dev') exit()
appendFileSync(env.CALLS ?? '', `${JSON.stringify({ pid, args })}\n`)

const report = `\u001b[31m✘ \u001b[41;31m[\u001b[41;97mERROR\u001b[41;31m]\u001b[0m \u001b[1mBuild failed with 2 errors:\u001b[0m

  \u001b[31m✘ \u001b[41;31m[\u001b[41;97mERROR\u001b[41;31m]\u001b[0m \u001b[1mCould not resolve "./own.ts"\u001b[0m

      worker/administration/routes.ts:32:67:
\u001b[37m      32 │ ... from \u001b[32m'./own.ts'\u001b[37m
         ╵          \u001b[32m~~~~~~~~~~\u001b[0m


  ✘ [ERROR] Could not resolve "./new.ts"

      worker/app.ts:1:18:

`
const stopIfBroken = () => existsSync(join(cwd(), 'broken')) && stderr.write(report, () => exit(1))
stopIfBroken()
const server = createServer(({ url }, response) => {
  if (url === '/') setTimeout(stopIfBroken, 100)
  response.end(url === '/openapi.json' ? '{"paths":{"/api/auth/first-run":{}}}' : '{}')
})
server.listen(Number(args[args.indexOf('--port') + 1]), 'localhost', () => {
  stdout.write('serving\n')
  stderr.write('a warning\n')
})
process.on('SIGTERM', () => exit())
