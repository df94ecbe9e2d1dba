import type { Context } from 'hono'
import type { App } from '../http/context.ts'
import { clearSessionCookie } from '../http/cookie.ts'
import type { Router } from '../http/router.ts'
import { describeInstance, type Instance } from '../instance/instance.ts'
import type { WriteKind } from '../limits/write-limit.ts'
import { endpoints } from '../oauth/discovery.ts'
import { invalidRequest, readFormParameters } from '../oauth/parameters.ts'
import { type AuthorizationPage, authorize } from '../oauth-authorization/authorize.ts'
import { endSessionOf, type SignOutPage } from '../oauth-authorization/end-session.ts'
import type { Caller } from '../sessions/session.ts'
import { toCurrentSession } from '../sessions/session-body.ts'
import type { Current } from './access.ts'

/** What a page asks about the request of an OAuth client. */
export type OAuthPage = AuthorizationPage | SignOutPage

/** How pages are served. */
interface Pages {
  servePage(
    c: Context<App>,
    state: { instance: Instance; session: Current | null; request: OAuthPage },
    status: 200 | 400,
  ): Promise<Response>
  failed(c: Context<App>, error: unknown): Promise<Response>
  callerOf(c: Context<App>, counts: WriteKind): Promise<Caller | undefined>
}

/** Characters. Longer URLs do not reach every server. */
const maxQuery = 8000

/** Mounts the endpoints that a browser opens for an OAuth client: they redirect, or ask the person on a page. */
export function mountOAuthPages(app: Router, { servePage, failed, callerOf }: Pages): void {
  app.get(endpoints.authorization_endpoint, async (c) => {
    try {
      const caller = await callerOf(c, 'navigation')
      const outcome = await authorize(c.var.call, new URL(c.req.url).searchParams, caller)
      return 'redirect' in outcome
        ? c.redirect(outcome.redirect, 302)
        : await show(c, caller, outcome.page)
    } catch (error) {
      return failed(c, error)
    }
  })
  app.get(endpoints.end_session_endpoint, async (c) => {
    try {
      const caller = await callerOf(c, 'navigation')
      const outcome = await endSessionOf(c.var.call, new URL(c.req.url).searchParams, caller)
      if ('page' in outcome) return await show(c, caller, outcome.page)
      if (outcome.ended) clearSessionCookie(c)
      return c.redirect(outcome.redirect, 302)
    } catch (error) {
      return failed(c, error)
    }
  })
  app.on('POST', [endpoints.authorization_endpoint, endpoints.end_session_endpoint], async (c) => {
    try {
      const query = String(await readFormParameters(c))
      if (query.length > maxQuery) throw invalidRequest('The request is too long')
      // Browsers send the cookie of a session with a form of another site only if the form uses GET.
      return c.redirect(`${c.req.path}?${query}`, 303)
    } catch (error) {
      return failed(c, error)
    }
  })

  async function show(c: Context<App>, caller: Caller | undefined, request: OAuthPage) {
    const { call } = c.var
    const instance = await describeInstance(call)
    const session = caller ? toCurrentSession(call.settings, caller) : null
    return servePage(c, { instance, session, request }, request.step === 'error' ? 400 : 200)
  }
}
