import {
  type AnchorHTMLAttributes,
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useSyncExternalStore,
} from 'react'
import { type Client, type Current, defaultClient, type SessionState } from './client.ts'
import {
  defineUserButton,
  type LatchkeyUserButton,
  type UserButtonLabels,
} from './elements/user-button.ts'
import { signInUrl } from './urls.ts'

export { accountUrl, signInUrl, signUpUrl } from './urls.ts'

const ClientContext = createContext<Client | undefined>(undefined)

export interface LatchkeyProviderProps {
  /** By default that of the page's own origin. */
  client?: Client
  children?: ReactNode
  /** Shown above the children while it is unknown who is signed in because the service cannot be reached. */
  unavailable?: (state: SessionState) => ReactNode
}

/** Gives components a client. Shows a notice with "Try again" while the service cannot be reached. */
export function LatchkeyProvider({
  client,
  children,
  unavailable = (state) => <Unavailable {...state} />,
}: LatchkeyProviderProps): ReactElement {
  const state = useSession(client)
  return (
    <ClientContext.Provider value={client}>
      {state.status === 'unavailable' && unavailable(state)}
      {children}
    </ClientContext.Provider>
  )
}

function Unavailable({ error, retry }: SessionState) {
  return (
    <div role="alert" className="latchkey-unavailable">
      {error?.message}.{' '}
      <button type="button" onClick={retry}>
        Try again
      </button>
    </div>
  )
}

/** The client of the provider; without a provider that of the page's own origin. */
export function useLatchkey(): Client {
  return useContext(ClientContext) ?? defaultClient()
}

/**
 * Whether someone is signed in, and who, kept up to date. `status` is `loading` before the first response, and `unavailable`
 * with an `error` if there is none: render a message then, and call `retry`.
 */
export function useSession(client?: Client): SessionState {
  const provided = useLatchkey()
  const used = client ?? provided
  return useSyncExternalStore(
    used.subscribe,
    () => used.state,
    () => used.initialState,
  )
}

export interface SignedInProps {
  /** Content for the signed-in account, or a function of the session. */
  children?: ReactNode | ((session: Current) => ReactNode)
  /** Shown before the first response. */
  fallback?: ReactNode
}

/** Renders its children while someone is signed in. */
export function SignedIn({ children, fallback }: SignedInProps): ReactNode {
  const { status, session } = useSession()
  if (!session) return status === 'loading' ? fallback : null
  return typeof children === 'function' ? children(session) : children
}

/** Renders its children while no one is signed in. */
export function SignedOut({ children }: { children?: ReactNode }): ReactNode {
  return useSession().status === 'signed-out' ? children : null
}

export interface SignInButtonProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  /** The path to continue to; by default the page on which the button is clicked. */
  next?: string
}

/** A link to the sign-in page. */
export function SignInButton({
  next,
  children = 'Sign in',
  ...props
}: SignInButtonProps): ReactElement {
  return (
    <a
      {...props}
      href={signInUrl(next ?? '')}
      onClick={(event) => {
        // The server does not know the path, and a router may have changed it since.
        event.currentTarget.href = signInUrl(next)
        props.onClick?.(event)
      }}
    >
      {children}
    </a>
  )
}

export interface UserButtonProps {
  className?: string
  /** Aligns the menu with the start of the button instead of its end. */
  align?: 'start' | 'end'
  /** Texts in another language. */
  labels?: Partial<UserButtonLabels>
}

/** The menu of the signed-in account, or a link to sign in: `<latchkey-user-button>`. */
export function UserButton({ className, align, labels }: UserButtonProps): ReactElement {
  const client = useLatchkey()
  const connect = (element: LatchkeyUserButton | null) => {
    if (!element) return
    defineUserButton()
    element.client = client
    if (labels) element.labels = labels
  }
  return createElement('latchkey-user-button', { ref: connect, class: className, align })
}
