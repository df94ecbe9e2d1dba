import type { ComponentChildren } from 'preact'

interface Props {
  tone?: 'ok' | 'warn' | 'bad' | 'accent' | undefined
  dot?: boolean
  children: ComponentChildren
}

/** A state in one or two words. The words say it, the color repeats it. */
export function Badge({ tone, dot = tone !== undefined, children }: Props) {
  return <span class={['badge', tone, dot && 'dot'].filter(Boolean).join(' ')}>{children}</span>
}
