import { client } from '../../lib/session.ts'
import { isTextKey, t } from '../../lib/text.ts'
import { Query, useQuery } from '../../ui/data/query.tsx'
import { Card, Row } from '../../ui/layout/card.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { grouped } from './groups.ts'
import { SettingValue } from './value.tsx'

/** The instance's settings, read-only: a deployment sets them. */
export default function Settings() {
  const list = useQuery(() => client.read(client.api.settings.$get()))
  return (
    <Page title={t('admin.settings.title')} lead={t('admin.settings.lead')}>
      <Query query={list}>
        {({ items }) =>
          grouped(items).map(({ name, title, settings }) => (
            <Card key={name} title={title} flush>
              {settings.map((setting) => (
                <SettingRow key={setting.name} {...setting} />
              ))}
            </Card>
          ))
        }
      </Query>
    </Page>
  )
}

/** A setting without a text shows its name. */
function SettingRow({ name, value }: { name: string; value: string }) {
  const titleKey = `admin.setting.${name}`
  const helpKey = `admin.setting.${name}.help`
  const hasTitle = isTextKey(titleKey)
  return (
    <Row
      label={
        <>
          {hasTitle && t(titleKey as 'admin.setting.APIS')}
          <code class={hasTitle ? 'setting-name' : undefined}>{name}</code>
        </>
      }
    >
      <SettingValue name={name} value={value} />
      {isTextKey(helpKey) && <p class="sub small">{t(helpKey as 'admin.setting.APIS.help')}</p>}
    </Row>
  )
}
