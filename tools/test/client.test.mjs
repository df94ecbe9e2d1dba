// The client as those have it who install it: packed, without the Worker's sources, in a project of their own.
import assert from 'node:assert/strict'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { root, run } from '../child.mjs'
import { node } from '../install.mjs'

/** Bytes, minified and gzipped, with hono/client. */
const budget = 6 * 1024

const project = mkdtempSync(join(tmpdir(), 'latchkey-consumer-'))
after(() => rmSync(project, { recursive: true, force: true }))

before(async () => {
  await succeed('npm', ['pack', '--pack-destination', project], root)
  const packed = readdirSync(project).find((name) => name.endsWith('.tgz'))
  const installed = join(project, 'node_modules/latchkey')
  mkdirSync(installed, { recursive: true })
  mkdirSync(join(project, 'node_modules/@types'))
  await succeed('tar', ['-xzf', join(project, packed), '-C', installed, '--strip-components=1'])
  for (const name of ['hono', 'react', '@types/react', 'vite']) {
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name))
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
})

test('compiles the examples of docs/client.md, strictly', async () => {
  const examples = readFileSync(join(root, 'docs/client.md'), 'utf8').matchAll(
    /^```tsx?\n\/\/ (\S+)\n(.*?)^```$/gms,
  )
  const files = [...examples].map(([, name, code]) => {
    writeFileSync(join(project, name), code)
    return name
  })
  assert.deepEqual(files, ['page.ts', 'app.tsx', 'sessions.ts', 'vite.config.ts'])
  // Vite's own declarations want Node's and more.
  await compile(files.slice(0, 3), { skipLibCheck: false })
  await compile(files.slice(3), { skipLibCheck: true })
})

test('refuses what the API does not take or give', async () => {
  const wrong = [
    "client.signIn({ username: 'alice' })",
    'client.api.nothing.$get()',
    "client.api.sessions[':session_id'].$delete()",
    "client.api.audit.$get({ query: { event: 'no_such_event' } })",
    'client.current?.account.password',
    "if (error.code === 'no_such_code') stop()",
  ]
  writeFileSync(
    join(project, 'wrong.ts'),
    `import { createClient, type ProblemError } from 'latchkey/client'
const client = createClient()
declare const error: ProblemError
declare function stop(): void
${wrong.map((line) => `// @ts-expect-error\n${line}`).join('\n')}\n`,
  )
  await compile(['wrong.ts'], { skipLibCheck: false })
})

test(`weighs at most ${budget} bytes, and nothing of it is the Worker's`, async () => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: "export * from 'latchkey/client'", resolveDir: project },
    absWorkingDir: project,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
  })
  const size = gzipSync(outputFiles[0].contents, { level: 9 }).length
  console.log(`${size} bytes`)
  assert.ok(size <= budget, `${size} bytes`)
  for (const input of Object.keys(metafile.inputs)) {
    assert.match(input, /latchkey\/client\/dist\/|\/hono\/dist\/|<stdin>/)
  }
})

test('runs in Node, and a listening client does not keep it alive', async () => {
  const server = createServer((_, answer) => {
    answer.writeHead(401, { 'Content-Type': 'application/problem+json' })
    answer.end(JSON.stringify({ code: 'not_signed_in', detail: 'Not authenticated' }))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  writeFileSync(
    join(project, 'program.mjs'),
    `import { createClient } from 'latchkey/client'
const client = createClient('http://127.0.0.1:${server.address().port}')
client.onChange((current) => console.log('told', current))
console.log('asked', await client.session())\n`,
  )
  const { code, output } = await run(node, ['program.mjs'], { cwd: project })
  server.close()
  assert.equal(output, 'told null\nasked null\n')
  assert.equal(code, 0)
})

async function compile(files, options) {
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'es2022',
        module: 'esnext',
        moduleResolution: 'bundler',
        lib: ['es2023', 'dom', 'dom.iterable'],
        types: [],
        jsx: 'react-jsx',
        strict: true,
        noUncheckedIndexedAccess: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        ...options,
      },
      files,
    }),
  )
  await succeed(node, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'])
}

async function succeed(command, args, cwd = project) {
  const { code, output } = await run(command, args, { cwd })
  assert.equal(code, 0, output)
}
