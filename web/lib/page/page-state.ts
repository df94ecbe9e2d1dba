/** What a page keeps for a reload. */
interface PageState {
  resetToken?: string
  /** The email address that was entered. */
  email?: string
  /** The email address to which a reset link was sent. */
  sentTo?: string
}

/** The state of the present history entry: it survives a reload, and is in no URL, no storage and no Referer header. */
export function pageState(): PageState {
  return history.state ?? {}
}

/** Adds to the state of the present history entry. A member that is undefined is removed. */
export function updatePageState(changes: { [Key in keyof PageState]: PageState[Key] | undefined }) {
  history.replaceState({ ...history.state, ...changes }, '')
}
