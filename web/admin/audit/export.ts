import { showNotice } from '../../lib/notices.ts'
import { saveFile } from '../../lib/save-file.ts'
import { client } from '../../lib/session.ts'
import { t } from '../../lib/text.ts'

export type Format = 'csv' | 'json'

type Filter = Omit<
  Parameters<(typeof client.api.audit.export)['$get']>[0]['query'],
  'format' | 'before'
>

/** Saves the events of a filter as a file. Not a link: the request may have to ask for the password first. */
export async function exportEvents(filter: Filter, format: Format): Promise<void> {
  const response = await client.api.audit.export.$get({ query: { ...filter, format } })
  if (!response.ok) {
    await client.read(Promise.resolve(response))
    return
  }
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1]
  saveFile(name ?? `audit.${format}`, await response.blob())
  const isComplete = response.headers.get('Link') === null
  showNotice(isComplete ? t('admin.export.done') : t('admin.export.partial'))
}
