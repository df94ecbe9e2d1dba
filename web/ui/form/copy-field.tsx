import { useId, useRef } from 'preact/hooks'
import { CopyButton } from '../copy-button.tsx'
import { FieldLayout } from './field.tsx'

interface Props {
  label: string
  value: string
  hint?: string
}

/** A value to copy: a link, an id or a new secret. */
export function CopyField({ label, value, hint }: Props) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const select = () => input.current?.select()
  return (
    <FieldLayout id={id} label={label} hint={hint}>
      <div class="bar copy">
        <div class="input">
          <input ref={input} id={id} value={value} readOnly onFocus={select} />
        </div>
        <CopyButton text={value} select={select} />
      </div>
    </FieldLayout>
  )
}
