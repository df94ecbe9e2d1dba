import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { expect } from 'vitest'
import type { State } from '../../worker/pages/pages.ts'
import { password } from './people.ts'
import { Service } from './service.ts'

const origin = 'https://sign-in.test'

export interface Visit {
  status: number
  headers: Headers
  /** Where it leads instead, as the browser is told. */
  location: string | null
  text: string
}

/** Somebody who opens pages with a browser, which keeps the cookie. */
export class Visitor {
  readonly service: Service
  private cookie = ''

  constructor(vars: Record<string, unknown> = {}) {
    this.service = new Service(vars)
  }

  async signIn(username: string): Promise<this> {
    const { status, headers } = await this.service.request('POST', '/api/auth/session', {
      json: { username, password },
      headers: { 'Sec-Fetch-Site': 'same-origin' },
    })
    expect(status).toBe(200)
    this.cookie = headers.getSetCookie()[0]?.split(';')[0] ?? ''
    return this
  }

  /** Opens a page as typed into the address bar. */
  async open(path: string, method = 'GET', sent: Record<string, string> = {}): Promise<Visit> {
    const context = createExecutionContext()
    const headers = { Cookie: this.cookie, ...sent }
    const request = new Request(origin + path, { method, headers })
    const response = await this.service.fetch(request, context)
    const text = await response.text()
    await waitOnExecutionContext(context)
    const location = response.headers.get('Location')
    return { status: response.status, headers: response.headers, location, text }
  }
}

/** What the document tells its script, read as a browser does: up to the end of the element. */
export function stateOf({ text }: Visit): State {
  const block = /<script type="application\/json" id="state">(.*?)<\/script/s.exec(text)?.[1]
  return JSON.parse(block ?? '')
}

/** Where a browser goes that is told `location` on a page of ours. */
export function resolved({ location }: Visit): URL {
  return new URL(location ?? '', `${origin}/auth/sign-in`)
}
