/** Milliseconds. */
export const patience = 3000

/**
 * Reads a response as text.
 * @throws Error if it is no success, or longer than `maxBytes`: the limit counts decompressed bytes, and nothing behind it is read
 */
export async function readText(response: Response, maxBytes: number): Promise<string> {
  if (!response.ok || !response.body) throw new Error(`status ${response.status}`)
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    size += value.byteLength
    if (size > maxBytes) {
      reader.cancel().catch(() => undefined)
      throw new Error('too large')
    }
    text += decoder.decode(value, { stream: true })
  }
}

/**
 * Runs `work` for all callers that come while it runs. None waits longer than `patience`: in a Worker, the request that
 * started it may be canceled, and then it never ends.
 * @param work never rejects
 */
export function sharedWork(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return async () => {
    running ??= work()
    const current = running
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience)
    })
    await Promise.race([current, late])
    clearTimeout(timer)
    if (running === current) running = undefined
  }
}
