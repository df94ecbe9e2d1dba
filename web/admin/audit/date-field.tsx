import { useId } from 'preact/hooks'

interface Props {
  label: string
  /** YYYY-MM-DD, or '' for no limit. */
  value: string
  min?: string
  max?: string
  onChange: (value: string) => void
}

/** One end of a range of days. */
export function DateField({ label, value, min, max, onChange }: Props) {
  const id = useId()
  return (
    <div class="input date">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="date"
        value={value}
        min={min || undefined}
        max={max || undefined}
        onChange={({ currentTarget }) =>
          currentTarget.validity.valid && onChange(currentTarget.value)
        }
      />
    </div>
  )
}
