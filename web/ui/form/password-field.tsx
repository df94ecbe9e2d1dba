import { useId, useState } from 'preact/hooks'
import { instance } from '../../lib/state.ts'
import { t } from '../../lib/text.ts'
import { Icon } from '../icon.tsx'
import { eye, eyeOff } from '../icons.ts'
import { Checklist } from './checklist.tsx'
import { FieldLayout, type FieldProps, type InputProps, useField } from './field.tsx'

interface Props extends FieldProps {
  autocomplete: 'current-password' | 'new-password'
}

/** A password input with a button inside that shows the password. */
export function PasswordField(props: Props) {
  return <PasswordInput {...props} />
}

/**
 * A field for a new password, with a list of the rules that checks itself while the user types. The API reports other rules
 * when a password breaks them.
 */
export function NewPasswordField(props: Omit<Props, 'autocomplete' | 'hint'>) {
  const [password, setPassword] = useState('')
  const rules = useId()
  // The Worker counts code points, too.
  const length = [...password].length
  return (
    <div class="field">
      <PasswordInput
        {...props}
        autocomplete="new-password"
        hint={t('ui.password_hint')}
        describedBy={rules}
        onInput={setPassword}
      />
      <Checklist
        id={rules}
        items={[
          {
            text: t('ui.password_rule', { count: instance.password_min_length }),
            done: length >= instance.password_min_length,
          },
        ]}
      />
    </div>
  )
}

interface InputParts extends Props {
  describedBy?: string
  onInput?: (password: string) => void
}

function PasswordInput({
  label,
  labelEnd,
  hint,
  missing,
  describedBy,
  onInput,
  ...rest
}: InputParts) {
  const { aria, ...layout } = useField(rest.name, hint, ...(describedBy ? [describedBy] : []))
  const [visible, setVisible] = useState(false)
  const type = visible ? 'text' : 'password'
  return (
    <FieldLayout {...layout} label={label} labelEnd={labelEnd} hint={hint}>
      <div class="input">
        <input
          {...({ ...rest, ...aria, 'data-missing': missing, type } as InputProps)}
          id={layout.id}
          autocapitalize="none"
          spellcheck={false}
          required
          onInput={(event) => onInput?.(event.currentTarget.value)}
        />
        <button
          type="button"
          class="icon-button"
          aria-label={visible ? t('ui.hide_password') : t('ui.show_password')}
          // Two password fields of a form differ by this.
          aria-describedby={`${layout.id}-label`}
          aria-controls={layout.id}
          onClick={() => setVisible(!visible)}
        >
          <Icon path={visible ? eyeOff : eye} />
        </button>
      </div>
    </FieldLayout>
  )
}
