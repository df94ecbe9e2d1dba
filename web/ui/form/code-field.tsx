import { FieldLayout, type FieldProps, type InputProps, useField } from './field.tsx'

interface Props extends Omit<FieldProps, 'name'> {
  name?: string
}

/** The digits of a mailed code. */
const length = 6

/** One input for a mailed code, which submits its form at the last digit. Ignores everything but digits, as in "123 456". */
export function CodeField({ name = 'code', label, labelEnd, hint, missing, autofocus }: Props) {
  const { aria, ...layout } = useField(name, hint)
  return (
    <FieldLayout {...layout} label={label} labelEnd={labelEnd} hint={hint}>
      <div class="input code">
        <input
          {...({ ...aria, name, autofocus, 'data-missing': missing, type: 'text' } as InputProps)}
          id={layout.id}
          inputmode="numeric"
          autocomplete="one-time-code"
          required
          onInput={({ currentTarget }) => keepDigits(currentTarget)}
        />
      </div>
    </FieldLayout>
  )
}

function keepDigits(input: HTMLInputElement): void {
  input.value = input.value.replace(/\D/g, '').slice(0, length)
  if (input.value.length === length) input.form?.requestSubmit()
}
