import { describe, expect, it } from 'vitest'
import { aliasPages, pages } from '../../worker/pages/access.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { freshDatabase, write } from '../support/database/rows.ts'
import { Browser, resolved, stateOf, type Visit } from '../support/requests/browser.ts'
import { password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const entrances = ['/', '/auth', '/auth/']
const forGuests = ['/auth/sign-in', '/auth/sign-up', '/auth/forgot-password']
const forEveryone = ['/reset-password', '/auth/reset-password', '/auth/api']
const forUsers = [
  '/auth/account',
  '/auth/account/security',
  '/auth/account/devices',
  '/auth/account/invitations',
  '/auth/account/apps',
  '/auth/verify',
  '/device',
]
const forAdmins = [
  '/auth/admin',
  '/auth/admin/users/1b4e28ba-2fa1-41d2-883f-0016d3cca427',
  '/auth/admin/apps',
  '/auth/admin/audit',
  '/auth/admin/settings',
]

async function signedIn(username: string, browser = new Browser()): Promise<Browser> {
  expect((await browser.signIn(username)).status).toBe(201)
  return browser
}

async function destinations(visitor: Browser, paths: string[]) {
  const visits = await Promise.all(paths.map((path) => visitor.open(path)))
  return visits.map(({ status, location }) => (status === 302 ? location : status))
}

const all = <T>(paths: string[], value: T) => paths.map(() => value)

/** Creates an administrator, which completes setup, and an account. */
async function settled() {
  await administrator()
  await person('alice')
}

describe('Before setup', () => {
  it('every page redirects to setup, except the pages of a reset link', async () => {
    const paths = [...entrances, ...forGuests, ...forUsers, ...forAdmins]
    expect(await destinations(new Browser(), paths)).toEqual(all(paths, '/auth/set-up'))
    const open = ['/auth/set-up', ...forEveryone]
    expect(await destinations(new Browser(), open)).toEqual(all(open, 200))
  })

  it('the link of an app to sign-in leads back to the app after setup', async () => {
    const { location } = await new Browser().open('/auth/sign-in?next=%2Fnotes')
    expect(location).toBe('/auth/set-up?next=%2Fnotes')
    await settled()
    const alice = await signedIn('alice')
    const paths = [location ?? '', '/auth/set-up?next=%2F%2Fevil.example']
    expect(await destinations(alice, paths)).toEqual(['/notes', '/auth/account'])
    expect(await destinations(new Browser(), paths)).toEqual(all(paths, '/auth/sign-in'))
  })

  it('an account that is signed in can open its pages', async () => {
    await person('alice')
    const alice = await signedIn('alice')
    expect(await destinations(alice, forUsers)).toEqual(all(forUsers, 200))
    expect(await destinations(alice, ['/auth/set-up'])).toEqual([200])
  })
})

describe('A guest', () => {
  it('opens the pages for guests, and is redirected to sign-in from the entry pages', async () => {
    await settled()
    const visitor = new Browser()
    const open = [...forGuests, ...forEveryone]
    expect(await destinations(visitor, open)).toEqual(all(open, 200))
    const closed = [...entrances, '/auth/set-up']
    expect(await destinations(visitor, closed)).toEqual(all(closed, '/auth/sign-in'))
  })

  it('is redirected to sign-in from other pages, and back after signing in', async () => {
    await settled()
    for (const path of [...forUsers, ...forAdmins, '/auth/admin/audit?event=user_deleted&x=%2F']) {
      const asked = await new Browser().open(path)
      expect(asked.status).toBe(302)
      expect(resolved(asked).pathname).toBe('/auth/sign-in')
      const root = await signedIn('root@example.com')
      expect((await root.open(asked.location ?? '')).location).toBe(path)
    }
  })

  it.each([
    ['open', 200],
    ['invitation', 200],
    ['closed', '/auth/sign-in?notice=registration_closed'],
  ])('can sign up if registration is %s: %s', async (REGISTRATION, wanted) => {
    await settled()
    const visitor = new Browser(new Service({ REGISTRATION }))
    const paths = ['/auth/sign-up', '/auth/sign-up?invitation=4n7RwihXr1']
    expect(await destinations(visitor, paths)).toEqual(all(paths, wanted))
  })

  it('is a visitor whose session has ended, or whose cookie is invalid', async () => {
    await settled()
    const alice = await signedIn('alice')
    await write('delete from sessions')
    expect((await alice.open('/auth/account')).location).toBe(
      '/auth/sign-in?next=%2Fauth%2Faccount',
    )
    const visit = await new Browser().open('/auth/sign-in')
    expect(stateOf(visit).session).toBeNull()
  })
})

describe('A user', () => {
  it('is redirected from the pages for guests and for administrators', async () => {
    await settled()
    const alice = await signedIn('alice')
    const open = [...forUsers, ...forEveryone]
    expect(await destinations(alice, open)).toEqual(all(open, 200))
    const closed = [...entrances, '/auth/set-up', ...forGuests, ...forAdmins]
    expect(await destinations(alice, closed)).toEqual(all(closed, '/auth/account'))
  })

  it('is in the state of the page, without a further request', async () => {
    await settled()
    const alice = await signedIn('alice')
    const visit = await alice.open('/auth/account')
    expect(stateOf(visit)).toEqual({
      instance: (await alice.service.get('/api/auth/instance')).body,
      session: {
        account: expect.objectContaining({ username: 'alice', role: 'user' }),
        expires_at: expect.any(String),
        acr: 'aal1',
        amr: ['pwd'],
        auth_time: expect.any(String),
        second_factor_missing: false,
      },
      oauth: true,
      device: true,
    })
  })

  it('needs the cookie: a bearer token opens no page', async () => {
    await settled()
    const Authorization = `Bearer ${await signIn('alice')}`
    const visit = await new Browser().open('/auth/account', 'GET', { Authorization })
    expect(resolved(visit).pathname).toBe('/auth/sign-in')
  })
})

describe('An administrator', () => {
  it('opens every page that requires sign-in', async () => {
    await settled()
    const root = await signedIn('root@example.com')
    const open = [...forUsers, ...forAdmins]
    expect(await destinations(root, open)).toEqual(all(open, 200))
  })

  it('loses the pages for administrators together with the role', async () => {
    await settled()
    const root = await signedIn('root@example.com')
    await write("update accounts set role_id = 'user'")
    expect(await destinations(root, forAdmins)).toEqual(all(forAdmins, '/auth/account'))
  })
})

describe('`next`', () => {
  it.each(['/', '/app', '/app/a?b=c&d=%2F%2Fx#e', '/auth/verify', '/ä b'])(
    'redirects a signed-in visitor to %s on this host',
    async (next) => {
      await settled()
      const alice = await signedIn('alice')
      const visit = await alice.open(`/auth/sign-in?${new URLSearchParams({ next })}`)
      expect(visit.status).toBe(302)
      expect(resolved(visit).href).toBe(new URL(next, 'https://sign-in.test').href)
    },
  )

  it.each([
    'https://evil.test/',
    '//evil.test',
    '//[',
    '//:99999999/',
    '///evil.test',
    '/\\evil.test',
    '\\/evil.test',
    '\\\\evil.test',
    '/\t/evil.test',
    '/\n/evil.test',
    '\t//evil.test',
    '/\u0000/evil.test',
    '/.//evil.test',
    '/a/..//evil.test',
    '/%2e//evil.test',
    '/./\\evil.test',
    ' //evil.test',
    'javascript:alert(1)',
    'data:text/html,x',
    'evil.test',
    '@evil.test',
    '.evil.test',
    ':8443/',
    '/app\r\nSet-Cookie: a=b',
    '',
  ])('never redirects to another host: %j', async (next) => {
    await settled()
    const alice = await signedIn('alice')
    const visit = await alice.open(`/auth/sign-in?${new URLSearchParams({ next })}`)
    expect(visit.status).toBe(302)
    expect(resolved(visit).origin).toBe('https://sign-in.test')
    expect(visit.location).toMatch(/^\/(?![/\\])/)
    expect(visit.headers.has('Set-Cookie')).toBe(false)
  })
})

describe('A page', () => {
  const open = async (path: string, vars: Record<string, unknown> = {}) => {
    await administrator()
    return new Browser(new Service(vars)).open(path)
  }

  it('loads only our own files, and has no inline script or style', async () => {
    const { headers, text } = await open('/auth/sign-in')
    const policy = headers.get('Content-Security-Policy')?.split('; ') ?? []
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ]),
    )
    expect(policy.join(' ')).not.toContain('unsafe')
    const inline = text.replace(/<script type="application\/json"[^>]*>.*?<\/script>/s, '')
    expect(inline).not.toMatch(/<script(?![^>]*\bsrc=")|<style|\son\w+=|\sstyle=/i)
    for (const [, url] of inline.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect(url).toMatch(
        /^(\/auth\/assets\/[\w.-]+$|\/auth\/manifest\.webmanifest$|data:image\/svg)/,
      )
    }
  })

  it('has the headers of every response', async () => {
    for (const { headers } of [await open('/auth/sign-in'), await new Browser().open('/')]) {
      expect(headers.get('Cache-Control')).toBe('no-store')
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
      expect(headers.get('X-Frame-Options')).toBe('DENY')
      expect(headers.get('Referrer-Policy')).toBe('no-referrer')
      expect(headers.get('Strict-Transport-Security')).toMatch(/max-age=\d{8,}/)
      expect(headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  it('has a content policy that allows scripts; the API does not', async () => {
    const { headers } = await open('/api/auth/instance')
    expect(headers.get('Content-Security-Policy')).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    )
  })

  it.each([
    ['https://cdn.example.com/a/logo.svg?x', "img-src 'self' data: https://cdn.example.com"],
    ['/logo.svg', "img-src 'self' data:"],
    [undefined, "img-src 'self' data:"],
  ])('may show the logo %s', async (LOGO_URL, wanted) => {
    const { headers } = await open('/auth/sign-in', { LOGO_URL })
    expect(headers.get('Content-Security-Policy')?.split('; ')).toContain(wanted)
  })

  it.each([
    '</script><script>alert(1)</script>',
    '<!--<script>',
    '</title><b>',
    '&lt;&amp;"\u2028x',
  ])('escapes the product name %s', async (PRODUCT_NAME) => {
    const visit = await open('/auth/sign-in', { PRODUCT_NAME })
    expect(stateOf(visit).instance.product.name).toBe(PRODUCT_NAME)
    // The state, the messages and the pages.
    expect(visit.text.match(/<script/g)).toHaveLength(3)
    expect(visit.text).not.toContain('<b>')
    const title = /<title>(.*?)<\/title>/s.exec(visit.text)?.[1]
    const text = title?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
    expect(text).toBe(PRODUCT_NAME)
  })

  it('escapes the name of the account', async () => {
    await settled()
    const alice = await signedIn('alice')
    await write('update accounts set first_name = ?', '</script><script>alert(1)</script>')
    const visit = await alice.open('/auth/account')
    // As above, and the messages for signed-in accounts.
    expect(visit.text.match(/<script/g)).toHaveLength(4)
    expect(stateOf(visit).session?.account.first_name).toBe('</script><script>alert(1)</script>')
  })

  it('contains no token of a session or a reset link', async () => {
    await settled()
    const alice = await signedIn('alice')
    const { text } = await alice.open('/reset-password?token=eyJhbGciOi.secret.token')
    expect(text).not.toContain('eyJ')
  })

  it('responds to HEAD as to GET, without the body', async () => {
    await administrator()
    const get = await new Browser().open('/auth/sign-in')
    const head = await new Browser().open('/auth/sign-in', 'HEAD')
    expect(head).toMatchObject({ status: 200, text: '' })
    expect([...head.headers.keys()]).toEqual([...get.headers.keys()])
    expect(await new Browser().open('/', 'HEAD')).toMatchObject({ status: 302, text: '' })
  })

  it('shows that the service is unavailable if the storage is', async () => {
    const DB = {
      prepare() {
        throw new Error('D1_ERROR: down')
      },
    }
    const visit = await new Browser(new Service({ DB })).open('/auth/sign-in?next=%2Fa&x')
    expect(visit.status).toBe(503)
    expect(visit.headers.get('Retry-After')).toMatch(/^[1-9]\d*$/)
    expect(visit.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
    expect(visit.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
    expect(visit.text).toContain('Try again in a few moments')
    expect(visit.text).toContain('href="/auth/sign-in?next=%2Fa&amp;x"')
    expect(visit.text).toMatch(/class="guest-card message"><span class="mark"[^>]*>L<\/span>/)
    expect(visit.text).not.toMatch(/D1|<script/)
  })

  it('takes one round trip with a session, and none without one', async () => {
    await settled()
    const visitor = new Browser()
    const tripsOf = async (who: Browser) => {
      who.service.trips = 0
      await who.open('/auth/account')
      return who.service.trips
    }
    // The first page of an isolate finds out that setup is complete.
    expect(await tripsOf(visitor)).toBe(1)
    expect(await tripsOf(visitor)).toBe(0)
    const alice = await signedIn('alice', visitor)
    expect(await tripsOf(alice)).toBe(1)
  })
})

describe('A page path with a trailing slash', () => {
  const bare = Object.keys(pages)
    .filter((path) => !path.endsWith('/') && pages[`${path}/`] === undefined)
    .map((path) => path.replace(':account_id', '1b4e28ba-2fa1-41d2-883f-0016d3cca427'))

  it('is tested for every page', () => {
    const named = [...entrances, ...forGuests, ...forEveryone, ...forUsers, ...forAdmins]
    expect(named).toEqual(expect.arrayContaining(bare.filter((path) => path !== '/auth/set-up')))
  })

  it.each(bare)(
    'redirects to the path without the slash and keeps the query: %s/',
    async (path) => {
      const visitor = new Browser()
      visitor.service.trips = 0
      for (const query of ['', '?token=a%2Fb&next=%2Fauth%2F', '?']) {
        const { status, location, headers } = await visitor.open(`${path}/${query}`)
        expect([status, location]).toEqual([308, path + query.replace(/^\?$/, '')])
        expect(headers.get('Cache-Control')).toBe('no-store')
      }
      expect(visitor.service.trips).toBe(0)
      expect((await visitor.open(`${path}/`, 'HEAD')).status).toBe(308)
      expectProblem(await visitor.service.post(`${path}/`, {}), 405, 'method_not_allowed')
    },
  )
})

describe('Another name of a page', () => {
  it.each(Object.entries(aliasPages))(
    '%s redirects to %s and keeps the query',
    async (path, page) => {
      const visitor = new Browser()
      visitor.service.trips = 0
      for (const slash of ['', '/']) {
        const { status, location } = await visitor.open(`${path}${slash}?next=%2Fapp&ui_locales=de`)
        expect([status, location]).toEqual([308, `${page}?next=%2Fapp&ui_locales=de`])
      }
      expect(visitor.service.trips).toBe(0)
      expectProblem(await visitor.service.post(path, {}), 405, 'method_not_allowed')
      expectProblem(await new Service({ PAGES: 'off' }).get(path), 404, 'not_found')
    },
  )

  it('is no path of an API', async () => {
    const { paths } = (await new Service().get('/openapi.json')).body
    expect(Object.keys(paths).filter((path) => path in aliasPages)).toEqual([])
  })
})

describe('The paths that browsers and password managers look up', () => {
  it('/.well-known/change-password redirects to the security of the account, which requires sign-in', async () => {
    await settled()
    const wellKnown = '/.well-known/change-password'
    const { status, location } = await new Browser().open(wellKnown)
    expect([status, location]).toEqual([302, '/auth/account/security#password'])
    // A 404 here shows that the path above exists on purpose.
    const absent = '/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200'
    expectProblem(await new Service().get(absent), 404, 'not_found')
  })

  it('/favicon.ico is the icon, or redirects to the image of the settings', async () => {
    const { status, headers } = await new Browser().open('/favicon.ico')
    expect(status).toBe(200)
    expect(headers.get('Content-Type')).toMatch(/^image\//)
    expect(headers.get('Cache-Control')).toBe('public, max-age=86400')
    for (const LOGO_URL of ['https://cdn.example.com/logo.svg', '/logo.svg']) {
      const { status, location } = await new Browser(new Service({ LOGO_URL })).open('/favicon.ico')
      expect([status, location]).toEqual([302, LOGO_URL])
    }
    const both = new Service({ LOGO_URL: '/logo.svg', ICON_URL: '/icon.png' })
    expect((await new Browser(both).open('/favicon.ico')).location).toBe('/icon.png')
    for (const LOGO_URL of ['/favicon.ico', 'https://sign-in.test/favicon.ico?v=2']) {
      expect((await new Browser(new Service({ LOGO_URL })).open('/favicon.ico')).status).toBe(200)
    }
  })
})

describe('A path that is not a page', () => {
  it.each(['/auth/nothing', '/auth/nothing/', '/auth/admin/nothing', '/auth/admin/users/'])(
    'returns a 404 page: %s',
    async (path) => {
      await administrator()
      const visit = await new Browser().open(path)
      expect(visit.status).toBe(404)
      expect(visit.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
      expect(stateOf(visit).instance.set_up).toBe(true)
    },
  )

  it.each([
    '/index.html',
    '/pages/en.html',
    '/emails/de.json',
    '/pages/en-unavailable.html',
    '/auth/assets/gone-12345678.js',
    '/auth/assets/',
    '/auth/assets/..%2f..%2findex.html',
    '/auth/assets/%2e%2e/%2e%2e/index.html',
    '/nothing',
    '/log',
    '/login/x',
    '/api/auth/sign-in',
    '/reset-password/x',
    '/reset-password/x/',
    '/.well-known/',
    '/favicon.ico/',
  ])('that looks like a file or an endpoint returns a 404 problem: %s', async (path) => {
    expectProblem(await new Service().get(path), 404, 'not_found')
  })

  it.each(['/', '/auth', '/auth/sign-in', '/reset-password'])(
    'returns 405: POST %s',
    async (path) => {
      const answer = await new Service().post(path, { password })
      expectProblem(answer, 405, 'method_not_allowed')
    },
  )
})

describe('PAGES', () => {
  const everything = [
    ...[...entrances, '/auth/set-up', ...forGuests, ...forEveryone, ...forUsers],
    ...['/auth/sign-in/', '/reset-password/', '/.well-known/change-password', '/favicon.ico'],
  ]

  it.each([
    ['switched off', { PAGES: 'off' }],
    ['not deployed', { ASSETS: undefined }],
  ])('%s serves the API only', async (_, vars) => {
    const service = new Service(vars)
    const { files } = await loaded(await new Browser().open('/auth/sign-in'))
    const paths = files.map(({ url }) => url)
    for (const path of [...everything, ...forAdmins, ...paths, '/auth/nothing']) {
      expectProblem(await service.get(path), 404, 'not_found')
      expectProblem(await service.post(path, {}), 404, 'not_found')
    }
    expect((await service.get('/api/auth/instance')).status).toBe(200)
  })

  it('that were not built are reported in the log, not to the visitor', async () => {
    await administrator()
    const ASSETS = { fetch: async () => new Response('no such file in /web/dist', { status: 404 }) }
    const visit = await new Browser(new Service({ ASSETS })).open('/auth/sign-in')
    expect(visit.status).toBe(503)
    expect(JSON.parse(visit.text).code).toBe('misconfigured')
    expect(visit.text).not.toContain('dist')
  })
})

/** The files that a browser loads to show a page, and their sizes. */
async function loaded(visit: Visit) {
  const urls = [...visit.text.matchAll(/(?:src|href)="(\/auth\/assets\/[^"]+)"/g)].map(
    ([, url]) => url ?? '',
  )
  const files = await Promise.all(
    urls.map(async (url) => {
      const { status, headers, text } = await new Browser().open(url)
      expect(status).toBe(200)
      return { url, size: await gzipped(text), headers }
    }),
  )
  return { document: await gzipped(visit.text), files }
}

async function gzipped(text: string): Promise<number> {
  const stream = new Response(text).body?.pipeThrough(new CompressionStream('gzip'))
  return (await new Response(stream).arrayBuffer()).byteLength
}

describe('A file of the pages', () => {
  it('is cached permanently, because its name contains a hash of its content', async () => {
    await administrator()
    const { files } = await loaded(await new Browser().open('/auth/sign-in'))
    for (const { url, headers } of files) {
      expect(url).toMatch(/-[\w-]{8}\.(js|css)$/)
      expect(headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
      expect(headers.get('Content-Type')).toMatch(/^text\/(javascript|css); charset=utf-8$/)
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
      expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin')
      expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'")
    }
  })

  it('is not cached if it is missing', async () => {
    const { headers } = await new Browser().open('/auth/assets/gone-12345678.js')
    expect(headers.get('Cache-Control')).toBe('no-store')
  })

  it('is served without a database query', async () => {
    await administrator()
    const visitor = new Browser()
    const { files } = await loaded(await visitor.open('/auth/sign-in'))
    visitor.service.trips = 0
    for (const { url } of files) await visitor.open(url)
    expect(visitor.service.trips).toBe(0)
  })
})

describe('The sign-in page', () => {
  it('loads at most 25 KiB of script and 4 KiB of style in 4 requests', async () => {
    await administrator()
    const { document, files } = await loaded(await new Browser().open('/auth/sign-in'))
    const scripts = files.filter(({ url }) => url.endsWith('.js'))
    const sum = (list: { size: number }[]) => list.reduce((total, { size }) => total + size, 0)
    const styles = files.filter(({ url }) => url.endsWith('.css'))
    // The pages and the messages.
    expect(scripts).toHaveLength(2)
    expect(styles).toHaveLength(1)
    expect(sum(scripts)).toBeLessThan(25 * 1024)
    expect(sum(styles)).toBeLessThan(4 * 1024)
    expect(document + sum(files)).toBeLessThan(40 * 1024)
    expect(1 + files.length).toBe(4)
  })
})
