// The client as an application uses it: packed from the workspace and installed by npm into another project.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build, type PluginBuild } from 'esbuild'
import { prepare, start } from '../../../test/conformance/support/instance.ts'
import { node } from '../../bootstrap/install.mjs'
import { root, run } from '../../bootstrap/process.mjs'

/** Bytes, minified and gzipped. */
const budgets = {
  client: 4 * 1024,
  passkeys: 1.25 * 1024,
  react: 3 * 1024,
  elements: 5 * 1024,
  verify: 3 * 1024,
}

// The real path, because a bundler reports real paths.
const project = realpathSync(mkdtempSync(join(tmpdir(), 'latchkey-consumer-')))
const packed = join(project, 'latchkey-0.1.0.tgz')
const installed = join(project, 'node_modules/latchkey')
let examples: string[]

before(async () => {
  await succeed('npm', ['pack', '-w', 'client', '--pack-destination', project], root)
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  await succeed('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', packed])
  examples = ['README.md', 'docs/client.md'].flatMap(examplesIn)
})
after(() => rmSync(project, { recursive: true, force: true }))

test('the package installs nothing else', () => {
  const names = readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))
  assert.deepEqual(names, ['latchkey'])
})

test('the package contains every exported file, the license and no sources', () => {
  const { exports }: { exports: Record<string, string | Record<string, string>> } = JSON.parse(
    readFileSync(join(installed, 'package.json'), 'utf8'),
  )
  for (const file of Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? entry : Object.values(entry),
  )) {
    assert.ok(existsSync(join(installed, file)), file)
  }
  const names = readdirSync(installed).sort()
  assert.deepEqual(names, ['LICENSE', 'README.md', 'dist', 'package.json', 'rpc.d.ts'])
})

test('the package has the version of the service', () => {
  const [own, service] = ['client', '.'].map(
    (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).version,
  )
  assert.equal(own, service)
})

test('the examples of README and docs/client.md compile in strict mode', async () => {
  const needsVite = (name: string) => name === 'vite.config.ts'
  assert.deepEqual(examples, [
    'sign-in.ts',
    'vite.config.ts',
    'app.tsx',
    'greeting.tsx',
    'main.ts',
    'page.ts',
    'form.ts',
    'second-step.ts',
    'passkey-sign-in.ts',
    'sessions.ts',
  ])
  for (const name of ['react', '@types/react', 'vite']) provide(name)
  await compile(
    examples.filter((name) => !needsVite(name)),
    { skipLibCheck: false },
  )
  // Vite's declarations need the declarations of Node and other packages.
  await compile(examples.filter(needsVite), { skipLibCheck: true })
})

test('the examples run against a Worker', async () => {
  const base = await prepare()
  const instance = await start(base)
  try {
    await register(instance.url, 'ada')
    writeFileSync(join(project, 'browser.mjs'), browserAt(instance.url))
    const { code, output } = await run(node, ['--import', './browser.mjs', 'sign-in.ts'], {
      cwd: project,
    })
    assert.equal(output, 'Hello ada\ntrue\nSigned out\n')
    assert.equal(code, 0)

    writeFileSync(
      join(project, 'ending.ts'),
      `import { createClient } from 'latchkey/client'
import { endOthers } from './sessions.ts'
const client = createClient()
console.log(await endOthers(client))
for (let signedIn = 0; signedIn < 3; signedIn++) {
  await client.signIn({ username: 'ada', password: 'correct horse battery' })
}
console.log(await endOthers(client), await endOthers(client))\n`,
    )
    const ending = await run(node, ['--import', './browser.mjs', 'ending.ts'], { cwd: project })
    assert.match(ending.output, /^undefined\n(ending .*\n)+[1-9]\d* 0\n$/)
  } finally {
    await instance.stop()
    rmSync(base, { recursive: true, force: true })
  }
})

test('another Worker gets the types of the service binding', async () => {
  cpSync(join(root, 'examples/service-binding/worker.ts'), join(project, 'worker.ts'))
  provide('@cloudflare/workers-types')
  provide('hono')
  const worker = { lib: ['es2023'], types: ['@cloudflare/workers-types'], skipLibCheck: false }
  await compile(['worker.ts'], worker)
  writeFileSync(
    join(project, 'wrong-worker.ts'),
    `import type { LatchkeyRpc } from 'latchkey/rpc'
declare const AUTH: Service<typeof LatchkeyRpc>
const caller = await AUTH.verify(new Request('https://members.example'))
// @ts-expect-error
caller.account
// @ts-expect-error
caller?.account.password
// @ts-expect-error
AUTH.verify('a token')
// @ts-expect-error
AUTH.erase('id')\n`,
  )
  await compile(['wrong-worker.ts'], worker)
})

test('calls that the API does not have do not compile', async () => {
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

test('a bundle is small, and has no code of the Worker or of another package', async () => {
  const client = await bundled('client')
  // The client is part of each.
  const sizes = {
    client,
    passkeys: (await bundled('passkeys')) - client,
    react: (await bundled('react')) - client,
    elements: (await bundled('elements')) - client,
    verify: (await bundled('verify')) - client,
  }
  console.log(sizes)
  for (const [entry, budget] of Object.entries(budgets)) {
    const size = sizes[entry as keyof typeof sizes]
    assert.ok(size > 0 && size <= budget, `${entry}: ${size} bytes`)
  }
})

test('the client runs in Node, and a listener does not keep the process alive', async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' })
    response.end('null')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a port has an AddressInfo.
  const { port } = server.address() as AddressInfo
  writeFileSync(
    join(project, 'program.mjs'),
    `import { createClient } from 'latchkey/client'
const client = createClient('http://127.0.0.1:${port}')
client.onChange((current) => console.log('changed', current))
console.log('session', await client.session())\n`,
  )
  const { code, output } = await run(node, ['program.mjs'], { cwd: project })
  server.close()
  assert.equal(output, 'changed null\nsession null\n')
  assert.equal(code, 0)
})

/** The bytes of an entry of the package, as an application's bundler writes it, without the scripts that it loads later. */
async function bundled(entry: string): Promise<number> {
  const { outputFiles, metafile } = await build({
    // A module without side effects must stay, although nothing uses it.
    stdin: {
      contents: `export * from 'latchkey/client'; export * from 'latchkey/${entry}'`,
      resolveDir: project,
    },
    absWorkingDir: project,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    external: ['react', 'jose'],
    plugins: [{ name: 'loaded-later', setup: leaveOutDynamicImports }],
    write: false,
    metafile: true,
  })
  for (const input of Object.keys(metafile.inputs)) {
    assert.match(input, /latchkey\/dist\/|<stdin>/)
  }
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}

/** The form for sign-in loads `latchkey/passkeys`, which has its own budget, when its button is clicked. */
function leaveOutDynamicImports({ onResolve }: PluginBuild) {
  onResolve({ filter: /passkeys/ }, ({ kind }) => ({ external: kind === 'dynamic-import' }))
}

/** Writes the examples of a page into the project: code that begins with a comment with a file name. */
function examplesIn(page: string): string[] {
  const blocks = readFileSync(join(root, page), 'utf8').matchAll(
    /^```tsx?\n\/\/ (\S+\.\S+)\n(.*?)^```$/gms,
  )
  return [...blocks].map(([, name = '', code = '']) => {
    writeFileSync(join(project, name), code)
    return name
  })
}

/** Links a package of the project. */
function provide(name: string): void {
  const path = join(project, 'node_modules', name)
  mkdirSync(join(path, '..'), { recursive: true })
  symlinkSync(join(root, 'node_modules', name), path)
}

async function register(url: string, username: string): Promise<void> {
  const { status } = await fetch(`${url}/api/auth/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username, password: 'correct horse battery' }),
  })
  assert.equal(status, 200)
}

/** A module that makes Node send requests as a page of an origin does: relative paths, a cookie and Sec-Fetch-Site. */
function browserAt(origin: string): string {
  return `const send = globalThis.fetch
let cookie = ''
globalThis.fetch = async (path, init) => {
  const headers = new Headers(init?.headers)
  headers.set('Sec-Fetch-Site', 'same-origin')
  if (cookie) headers.set('Cookie', cookie)
  const response = await send(new URL(path, '${origin}'), { ...init, headers })
  const [set] = response.headers.getSetCookie()
  if (set) cookie = set.split(';')[0]
  return response
}\n`
}

async function compile(files: string[], options: object): Promise<void> {
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
  await succeed(node, [
    join(root, 'node_modules/typescript/bin/tsc'),
    '-p',
    '.',
    '--singleThreaded',
  ])
}

async function succeed(command: string, args: string[], cwd = project): Promise<void> {
  const { code, output } = await run(command, args, { cwd })
  assert.equal(code, 0, output)
}
