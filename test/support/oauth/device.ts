import { expect } from 'vitest'
import type { Browser } from '../requests/browser.ts'
import type { Answer, Person } from '../requests/client.ts'
import { someAddress } from '../requests/network.ts'
import type { Service } from '../requests/service.ts'
import { App, type Params, send } from './app.ts'

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** What a device gets for its request. */
export interface DeviceCode {
  device_code: string
  user_code: string
  verification_uri: string
  verification_uri_complete: string
  expires_in: number
  interval: number
}

/** Facts of a client for devices, without redirect URIs. */
export const forDevices = { redirect_uris: [], device_grant: true }

export function registerForDevices(service: Service, admin: Person, facts = {}): Promise<App> {
  return App.register(service, admin, { ...forDevices, ...facts })
}

/** A request to the device authorization endpoint, from another network each time. */
export function requestCode(app: App, params: Params = {}, ip = someAddress()): Promise<Answer> {
  const credentials = { client_id: app.id, client_secret: app.secret ?? undefined }
  const form = { ...credentials, ...params }
  return send(app.service, 'POST', '/oauth/device', { form, headers: { 'CF-Connecting-IP': ip } })
}

/** The codes of a new request. */
export async function newCode(app: App, params: Params = {}, ip?: string): Promise<DeviceCode> {
  const answer = await requestCode(app, params, ip)
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}

/** A token request of the device. */
export function poll(app: App, code: DeviceCode, params: Params = {}): Promise<Answer> {
  return app.token({ grant_type: deviceGrant, device_code: code.device_code, ...params })
}

/** Enters the code on the page. */
export function open(browser: Browser, user_code: string): Promise<Answer> {
  return browser.request('POST', '/api/auth/device-authorization', { user_code })
}

/** Answers the request that the page shows. */
export function decide(browser: Browser, user_code: string, decision = 'allow'): Promise<Answer> {
  return browser.request('PUT', '/api/auth/device-authorization', { user_code, decision })
}

/** Enters the code and allows the request. */
export async function allow(browser: Browser, { user_code }: DeviceCode): Promise<void> {
  const opened = await open(browser, user_code)
  expect(opened.status, opened.text).toBe(200)
  const answered = await decide(browser, user_code)
  expect(answered.status, answered.text).toBe(204)
}
