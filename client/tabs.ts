/** What one tab tells the others: that the session is over, or that they had better ask. */
export type Word = 'signed-out' | 'changed'

/** What browsers and Node have in common here. */
interface Channel {
  addEventListener(type: 'message', listener: (event: { data: string }) => void): void
  postMessage(word: Word): void
  close(): void
  unref?(): void
}

/**
 * The other tabs of this origin. The channel is open while somebody listens, so that a client nobody uses any
 * more holds nothing. Where there are no channels, every tab is alone.
 */
export function createTabs(name: string, hear: (word: string) => void) {
  let channel: Channel | undefined

  function open(): Channel | undefined {
    if (typeof BroadcastChannel === 'undefined') return undefined
    const opened = new BroadcastChannel(name) as Channel
    // Under Node a channel keeps the process alive.
    opened.unref?.()
    return opened
  }

  return {
    listen() {
      if (channel) return
      channel = open()
      channel?.addEventListener('message', ({ data }) => hear(data))
    },
    leave() {
      channel?.close()
      channel = undefined
    },
    tell(word: Word) {
      if (channel) return channel.postMessage(word)
      const once = open()
      once?.postMessage(word)
      once?.close()
    },
  }
}
