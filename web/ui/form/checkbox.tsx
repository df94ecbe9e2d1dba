import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface Props {
  name: string
  label: ComponentChildren
  hint?: string
  checked?: boolean
  onChange?: (checked: boolean) => void
}

/** A checkbox with its label. */
export function Checkbox({ name, label, hint, checked = false, onChange }: Props) {
  const id = useId()
  return (
    <div class="check">
      <input
        type="checkbox"
        id={id}
        name={name}
        defaultChecked={checked}
        aria-describedby={hint && `${id}-hint`}
        onChange={({ currentTarget }) => onChange?.(currentTarget.checked)}
      />
      <div>
        <label for={id}>{label}</label>
        {hint && (
          <p class="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}
