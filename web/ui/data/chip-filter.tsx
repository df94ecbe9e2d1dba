import { t } from '../../lib/text.ts'
import { Icon } from '../icon.tsx'
import { chevronDown } from '../icons.ts'
import { Menu } from '../overlay/menu.tsx'

interface Props {
  /** What the filter is about, such as "Role". */
  label: string
  /** '' is every value. */
  value: string
  /** Texts by value, without ''. */
  options: Record<string, string>
  onChange: (value: string) => void
}

/** A filter with a few values: "Role: Admin", which opens a menu. */
export function ChipFilter({ label, value, options, onChange }: Props) {
  const all = { '': t('ui.any'), ...options }
  const text = t('ui.filter', { label, value: options[value] ?? t('ui.any') })
  return (
    <Menu
      label={text}
      triggerClass={value ? 'button secondary small chip active' : 'button secondary small chip'}
      trigger={
        <>
          {text}
          <Icon path={chevronDown} />
        </>
      }
      items={Object.entries(all).map(([key, each]) => ({
        text: each,
        checked: key === value,
        onSelect: () => onChange(key),
      }))}
    />
  )
}
