import type { ComponentChildren } from 'preact'
import { Icon } from './icon.tsx'

export interface ButtonStyle {
  /** Default: `secondary`. A page or a dialog has at most one primary button. */
  tone?: 'primary' | 'secondary' | 'ghost' | 'danger' | undefined
  small?: boolean | undefined
  /** As wide as its container. */
  wide?: boolean | undefined
}

interface Props extends ButtonStyle {
  children: ComponentChildren
  /** The accessible name, if the text alone does not name the object of the action. */
  label?: string | undefined
  icon?: string
  /** Makes the button a link. */
  href?: string
  busy?: boolean
  disabled?: boolean
  autofocus?: boolean
  onClick?: (event: MouseEvent) => void
}

/** A button that submits nothing, or a link that looks like one. */
export function Button({ children, label, icon, href, busy, disabled, ...rest }: Props) {
  const { autofocus, onClick, ...style } = rest
  const content = (
    <>
      {icon && <Icon path={icon} />}
      {children}
    </>
  )
  if (href !== undefined) {
    return (
      <a class={buttonClass(style)} href={href} aria-label={label} onClick={onClick}>
        {content}
      </a>
    )
  }
  return (
    // Not `disabled`: a disabled button loses the focus.
    <button
      type="button"
      class={buttonClass(style)}
      aria-label={label}
      aria-busy={busy}
      aria-disabled={busy || disabled}
      autofocus={autofocus}
      onClick={(event) => !busy && !disabled && onClick?.(event)}
    >
      {content}
    </button>
  )
}

export function buttonClass({ tone = 'secondary', small, wide }: ButtonStyle): string {
  const tones = {
    primary: '',
    secondary: ' secondary',
    ghost: ' ghost',
    danger: ' secondary danger',
  }
  return `button${tones[tone]}${small ? ' small' : ''}${wide ? ' wide' : ''}`
}
