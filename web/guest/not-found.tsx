import { Page } from '../ui/page.tsx'

export function NotFound() {
  return (
    <Page title="There is no such page">
      <p>
        The address may be mistyped, or the page is gone.{' '}
        <a href="/auth/" target="_top">
          Go to the start
        </a>
        .
      </p>
    </Page>
  )
}
