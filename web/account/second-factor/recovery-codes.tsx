import { useRef } from 'preact/hooks'
import { saveFile } from '../../lib/save-file.ts'
import { useAccount } from '../../lib/session.ts'
import { instance } from '../../lib/state.ts'
import { t } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { download, printer } from '../../ui/signed-in-icons.ts'

interface Props {
  codes: readonly string[]
  /** Called when the person has saved them. */
  onSaved: () => void
}

/** New recovery codes, which are shown once, and the ways to save them. */
export function RecoveryCodes({ codes, onSaved }: Props) {
  const { username, email } = useAccount()
  const list = useRef<HTMLUListElement>(null)
  const title = t('account.recovery.of', {
    account: email ?? username ?? '',
    product: instance.product.name,
  })
  const select = () => list.current && getSelection()?.selectAllChildren(list.current)
  const downloadAll = () =>
    saveFile(
      'recovery-codes.txt',
      new Blob([`${[title, '', ...codes].join('\n')}\n`], { type: 'text/plain' }),
    )
  return (
    <>
      <div class="recovery-codes">
        <p class="print-only">{title}</p>
        <ul ref={list} translate={false}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
      </div>
      <div class="bar">
        <CopyButton small text={codes.join('\n')} select={select} />
        <Button small icon={download} onClick={downloadAll}>
          {t('account.recovery.download')}
        </Button>
        <Button small icon={printer} onClick={() => print()}>
          {t('account.recovery.print')}
        </Button>
      </div>
      <div class="bar form-actions">
        <Button tone="primary" onClick={onSaved}>
          {t('account.recovery.saved')}
        </Button>
      </div>
    </>
  )
}
