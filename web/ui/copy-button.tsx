import { useEffect, useState } from 'preact/hooks'
import { t } from '../lib/text.ts'
import { Button } from './button.tsx'
import { check } from './icons.ts'
import { copy } from './signed-in-icons.ts'

interface Props {
  text: string
  small?: boolean
  /** Selects what is shown, so that Ctrl+C copies it if the browser denies access or the page was opened over plain HTTP. */
  select: () => void
}

/** Milliseconds that "Copied" is visible. */
const shown = 2000

/** Copies a text. */
export function CopyButton({ text, small, select }: Props) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), shown)
    return () => clearTimeout(timer)
  }, [copied])
  async function copyText() {
    select()
    await navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => undefined,
    )
  }
  return (
    <>
      <Button small={small} icon={copied ? check : copy} onClick={copyText}>
        {copied ? t('ui.copied') : t('ui.copy')}
      </Button>
      <span class="hidden" role="status">
        {copied && t('ui.copied')}
      </span>
    </>
  )
}
