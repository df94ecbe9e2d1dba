import { t } from '../../lib/text.ts'

/** Lines in place of content that is loading. They appear after 150 ms (style/parts/cards.css). */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div class="skeleton" role="status">
      <b class="hidden">{t('ui.loading')}</b>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity
        <span key={line} />
      ))}
    </div>
  )
}
