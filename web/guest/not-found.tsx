import { GuestPage } from '../ui/layout/guest-page.tsx'

export function NotFound() {
  return (
    <GuestPage title="Page not found">
      <p>
        Check the address for typing errors, or{' '}
        <a href="/auth/" target="_top">
          go to the home page
        </a>
        .
      </p>
    </GuestPage>
  )
}
