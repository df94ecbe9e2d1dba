import { TOTP } from 'otpauth'
import { execute } from '../../conformance/support/instance.ts'
import type { Service } from '../../conformance/support/service.ts'
import type { Person } from '../../support/requests/client.ts'

/** An authenticator app. Each code is another one: the service accepts none twice, and none that is older than the last. */
export class Authenticator {
  readonly #totp: TOTP
  #lastStep = 0

  constructor(secret: string) {
    this.#totp = new TOTP({ secret: secret.replaceAll(' ', '') })
  }

  /** The next code. Waits if the app does not show it yet: the service accepts the code of the next step, but no later one. */
  async code(): Promise<string> {
    const step = Math.max(this.#lastStep + 1, currentStep())
    this.#lastStep = step
    while (currentStep() < step - 1) await new Promise((resolve) => setTimeout(resolve, 250))
    return this.#totp.generate({ timestamp: step * 30_000 })
  }
}

function currentStep(): number {
  return Math.floor(Date.now() / 30_000)
}

export interface Enrolled {
  app: Authenticator
  recoveryCodes: string[]
}

/** Sets up an authenticator app for an account, which ends its other sessions. */
export async function enroll(service: Service, { token }: Person): Promise<Enrolled> {
  const created = service.post('/api/auth/totp', { label: 'My phone' }, { token })
  const { id, secret } = (await service.expecting(201, created)).body
  const app = new Authenticator(secret)
  const entered = service.post(
    `/api/auth/totp/${id}/confirm`,
    { code: await app.code() },
    { token },
  )
  return { app, recoveryCodes: (await service.expecting(200, entered)).body.recovery_codes }
}

/** Makes the last proof of an account's sessions too old for changes to its second factors. */
export function age(service: Service, { id }: Pick<Person, 'id'>): void {
  execute(
    service.instance,
    `update sessions set proved_at = created_at - 3600000 where account_id = '${id}'`,
  )
}
