import type { ComponentChildren } from 'preact'
import { Icon } from '../icon.tsx'
import { alert } from '../icons.ts'

/** What went wrong, with an icon. Screen readers announce it. */
export function FormError({ id, children }: { id?: string; children: ComponentChildren }) {
  return (
    <p class="error" role="alert" tabIndex={-1} id={id}>
      <Icon path={alert} />
      <span>{children}</span>
    </p>
  )
}
