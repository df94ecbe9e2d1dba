import { useEffect, useId, useRef } from 'preact/hooks'
import { Icon } from '../icon.tsx'
import { search } from '../signed-in-icons.ts'

interface Props {
  name: string
  /** For screen readers. */
  label: string
  placeholder?: string
  value: string
  /** Called when the user pauses, and at once on Enter or when the user leaves the field: a later list would replace the one they act on. */
  onSearch: (text: string) => void
}

/** Milliseconds without a key press. */
const pause = 200

/** A search that starts while the user types. */
export function SearchField({ name, label, placeholder, value, onSearch }: Props) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    const { current } = input
    // The URL changed, for example by Back. Never overwrites what the user is typing.
    if (current && document.activeElement !== current) current.value = value
  }, [value])
  useEffect(() => () => clearTimeout(timer.current), [])
  function searchNow() {
    clearTimeout(timer.current)
    timer.current = undefined
    onSearch(input.current?.value.trim() ?? '')
  }
  return (
    <search>
      <label class="hidden" for={id}>
        {label}
      </label>
      <div class="input search">
        <Icon path={search} />
        <input
          ref={input}
          id={id}
          type="search"
          name={name}
          placeholder={placeholder}
          defaultValue={value}
          autocomplete="off"
          spellcheck={false}
          onInput={() => {
            clearTimeout(timer.current)
            timer.current = setTimeout(searchNow, pause)
          }}
          onKeyDown={({ key }) => key === 'Enter' && searchNow()}
          onBlur={() => timer.current !== undefined && searchNow()}
        />
      </div>
    </search>
  )
}
