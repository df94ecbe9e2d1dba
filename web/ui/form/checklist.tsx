import { t } from '../../lib/text.ts'
import { Icon } from '../icon.tsx'
import { checkCircle, circle } from '../icons.ts'

interface Props {
  id?: string
  items: { text: string; done: boolean }[]
}

/** Rules, each with whether it is met. */
export function Checklist({ id, items }: Props) {
  return (
    <ul class="checklist" id={id}>
      {items.map(({ text, done }) => (
        <li key={text} class={done ? 'done' : undefined}>
          <Icon path={done ? checkCircle : circle} />
          <span>
            {text} {done && <span class="hidden">{t('ui.rule_met')}</span>}
          </span>
        </li>
      ))}
    </ul>
  )
}
