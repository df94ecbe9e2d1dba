import type { ComponentChildren } from 'preact'
import { Icon } from '../icon.tsx'

interface Props {
  icon?: string
  title: string
  children?: ComponentChildren
  /** What to do about it, mostly a Button. */
  action?: ComponentChildren
}

/** In place of a list without items. */
export function Empty({ icon, title, children, action }: Props) {
  return (
    <div class="empty">
      {icon && <Icon path={icon} />}
      <h3>{title}</h3>
      {children && <p>{children}</p>}
      {action}
    </div>
  )
}
