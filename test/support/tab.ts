import { type Client, createClient } from '../../client/client.ts'
import { Service } from './service.ts'

/** A browser with pages of our own: its tabs share a cookie, and it says where its requests come from. */
export class BrowserWithTabs {
  cookie = ''
  /** Of every request so far: method and path. */
  readonly sent: string[] = []
  service: Service

  constructor(service = new Service()) {
    this.service = service
  }

  tab(): Client {
    return createClient('', { fetch: this.fetch })
  }

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const { method = 'GET', body, headers } = init ?? {}
    const path = String(input)
    this.sent.push(`${method} ${path}`)
    const answer = await this.service.request(method, path, {
      ...(typeof body === 'string' && { raw: body }),
      headers: {
        ...Object.fromEntries(new Headers(headers)),
        ...(this.cookie && { Cookie: this.cookie }),
        'Sec-Fetch-Site': 'same-origin',
      },
    })
    const set = answer.headers.getSetCookie()[0]
    if (set) this.cookie = /Max-Age=0/.test(set) ? '' : (set.split(';')[0] ?? '')
    return new Response(JSON.stringify(answer.body), answer)
  }
}
