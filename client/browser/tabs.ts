/** A message to the other tabs: the session has ended, or the current account may have changed. */
export type TabMessage = 'signed-out' | 'changed'

/** The part of BroadcastChannel that browsers and Node share. */
interface Channel {
  addEventListener(type: 'message', listener: (event: { data: string }) => void): void
  postMessage(message: TabMessage): void
  close(): void
  unref?(): void
}

/**
 * The other tabs of this origin. The channel is open only while the client has listeners, so an unused client holds no
 * resources. Without BroadcastChannel, tabs do not communicate.
 */
export function createTabs(name: string, onMessage: (message: string) => void) {
  let channel: Channel | undefined

  function openChannel(): Channel | undefined {
    if (typeof BroadcastChannel === 'undefined') return undefined
    const opened = new BroadcastChannel(name) as Channel
    // Under Node, an open channel keeps the process alive.
    opened.unref?.()
    return opened
  }

  return {
    open() {
      if (channel) return
      channel = openChannel()
      channel?.addEventListener('message', ({ data }) => onMessage(data))
    },
    close() {
      channel?.close()
      channel = undefined
    },
    post(message: TabMessage) {
      if (channel) return channel.postMessage(message)
      const temporary = openChannel()
      temporary?.postMessage(message)
      temporary?.close()
    },
  }
}
