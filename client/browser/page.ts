/** The part of a browser's globals that the client uses. Node and Workers lack `document` and `location`. */
interface Page extends Target {
  document?: Target & { visibilityState: string }
  location?: { pathname: string; search: string; hash: string }
}

interface Target {
  addEventListener(type: string, listener: (event: { persisted?: boolean }) => void): void
  removeEventListener(type: string, listener: (event: { persisted?: boolean }) => void): void
}

// The types of Workers and of browsers describe the globals differently.
export const page = globalThis as unknown as Page
