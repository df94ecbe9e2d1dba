import { Client } from 'undici'

/**
 * Drives a Worker over keep-alive connections, each of which asks again when it is answered.
 * @param {string} origin
 * @param {{ connections: number, seconds?: number, requests?: number, next: (i: number) => Ask }} plan for so long,
 *   or for so many; `next` gives the i-th request
 * @typedef {{ kind: string, method?: string, path: string, headers?: object, body?: string }} Ask
 * @returns {Promise<{ count: number, seconds: number, times: Record<string, number[]> }>} milliseconds by kind
 * @throws Error at the first answer that is not a success: a refusal is quick, and would look like speed
 */
export async function load(
  origin,
  { connections, seconds = Number.POSITIVE_INFINITY, requests = Number.POSITIVE_INFINITY, next },
) {
  const times = {}
  let count = 0
  const start = performance.now()
  const end = start + seconds * 1000
  await Promise.all(Array.from({ length: connections }, ask))
  return { count, seconds: (performance.now() - start) / 1000, times }

  async function ask() {
    const client = new Client(origin)
    try {
      while (performance.now() < end && count < requests) {
        const { kind, ...request } = next(count++)
        const asked = performance.now()
        await answer(client, request)
        times[kind] ??= []
        times[kind].push(performance.now() - asked)
      }
    } finally {
      await client.close()
    }
  }
}

/** One request, for what comes before measuring. */
export async function askOnce(origin, { kind: _, ...request }) {
  const client = new Client(origin)
  try {
    return await answer(client, request)
  } finally {
    await client.close()
  }
}

async function answer(client, { method = 'GET', ...request }) {
  const { statusCode, headers, body } = await client.request({ method, ...request })
  const text = await body.text()
  if (statusCode !== 200) throw new Error(`${method} ${request.path}: ${statusCode} ${text}`)
  return { headers, text }
}
