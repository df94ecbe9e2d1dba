/** What one tab tells the others: that the session is over, or that they had better ask. */
export type Word = 'signed-out' | 'changed'

/**
 * The other tabs of this origin. The channel is open while somebody listens, so that a client nobody uses any
 * more holds nothing. Where there are no channels, every tab is alone.
 */
export function createTabs(name: string, hear: (word: string) => void) {
  let channel: BroadcastChannel | undefined

  function open(): BroadcastChannel | undefined {
    if (typeof BroadcastChannel === 'undefined') return undefined
    const opened: BroadcastChannel & { unref?(): void } = new BroadcastChannel(name)
    // Under Node a channel keeps the process alive.
    opened.unref?.()
    return opened
  }

  return {
    listen() {
      channel ??= open()
      if (channel) channel.onmessage = ({ data }) => hear(data)
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
