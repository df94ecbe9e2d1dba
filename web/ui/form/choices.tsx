import { useId } from 'preact/hooks'

interface Props<Key extends string> {
  name: string
  label: string
  value: Key
  options: Record<Key, { text: string; hint: string }>
  onChange: (value: Key) => void
}

/** A few choices that need an explanation, each a radio button. */
export function Choices<Key extends string>(props: Props<Key>) {
  const { name, label, value, options, onChange } = props
  const id = useId()
  return (
    <fieldset class="choices">
      <legend class="hidden">{label}</legend>
      {(Object.keys(options) as Key[]).map((key) => (
        <label key={key} class="choice">
          <input
            type="radio"
            name={name}
            value={key}
            checked={key === value}
            aria-labelledby={`${id}-${key}`}
            aria-describedby={`${id}-${key}-hint`}
            onChange={() => onChange(key)}
          />
          <span>
            <span id={`${id}-${key}`}>{options[key].text}</span>
            <span class="hint" id={`${id}-${key}-hint`}>
              {options[key].hint}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
