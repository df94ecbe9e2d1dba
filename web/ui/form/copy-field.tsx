import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { t } from '../../lib/text.ts'
import { Button } from '../button.tsx'
import { check } from '../icons.ts'
import { copy } from '../signed-in-icons.ts'
import { FieldLayout } from './field.tsx'

interface Props {
  label: string
  value: string
  hint?: string
}

/** Milliseconds that "Copied" is visible. */
const shown = 2000

/** A value to copy: a link, an id or a new secret. */
export function CopyField({ label, value, hint }: Props) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), shown)
    return () => clearTimeout(timer)
  }, [copied])
  async function copyValue() {
    input.current?.select()
    // Browsers may deny access, or the page was opened over plain HTTP. The value is selected, so Ctrl+C copies it.
    await navigator.clipboard?.writeText(value).then(
      () => setCopied(true),
      () => undefined,
    )
  }
  return (
    <FieldLayout id={id} label={label} hint={hint}>
      <div class="bar copy">
        <div class="input">
          <input
            ref={input}
            id={id}
            value={value}
            readOnly
            onFocus={() => input.current?.select()}
          />
        </div>
        <Button icon={copied ? check : copy} onClick={copyValue}>
          {copied ? t('ui.copied') : t('ui.copy')}
        </Button>
        <span class="hidden" role="status">
          {copied && t('ui.copied')}
        </span>
      </div>
    </FieldLayout>
  )
}
