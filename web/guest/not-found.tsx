import { Page } from '../ui/page.tsx'

export function NotFound() {
  return (
    <Page title="Page not found">
      <p>
        Check the address for typing errors, or{' '}
        <a href="/auth/" target="_top">
          go to the home page
        </a>
        .
      </p>
    </Page>
  )
}
