import { useEffect, useState } from 'preact/hooks'
import { client, useAccount } from '../../lib/session.ts'
import { t } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Avatar } from '../../ui/data/avatar.tsx'
import { Badge } from '../../ui/data/badge.tsx'
import { ChipFilter } from '../../ui/data/chip-filter.tsx'
import { type Column, DataTable } from '../../ui/data/data-table.tsx'
import { Empty } from '../../ui/data/empty.tsx'
import { Pager } from '../../ui/data/pager.tsx'
import { Query, useQuery } from '../../ui/data/query.tsx'
import { RelativeTime } from '../../ui/data/time.tsx'
import { SearchField } from '../../ui/form/search-field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { chevronDown } from '../../ui/icons.ts'
import { Card } from '../../ui/layout/card.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { Menu } from '../../ui/overlay/menu.tsx'
import { plus, users } from '../../ui/signed-in-icons.ts'
import { type Account, contactOf, nameOf, userUrl } from '../people.ts'
import { ActionDialog, type Question } from './action-dialog.tsx'
import { BulkBar } from './bulk-bar.tsx'
import {
  pageSize,
  path,
  rememberPlace,
  roleOptions,
  sortOptions,
  stateOptions,
  useListState,
  useRememberedPlace,
  verifiedOptions,
} from './list-state.ts'
import { NewUser } from './new-user.tsx'
import { UserMenu } from './user-menu.tsx'
import { UserStatus } from './user-status.tsx'

/** All accounts. The URL contains the search, the filters, the order and the page. */
export default function Users() {
  const list = useListState()
  const { filters, sort, cursor } = list
  const key = JSON.stringify([filters, sort, cursor])
  const query = useQuery(
    () => client.read(client.api.accounts.$get({ query: { ...given(filters), sort, ...cursor } })),
    key,
  )
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  // biome-ignore lint/correctness/useExhaustiveDependencies: a selection belongs to the rows that the user saw
  useEffect(() => setSelected(new Set()), [key])
  const [question, setQuestion] = useState<{ action: Question; accounts: Account[] }>()
  const [isCreating, setCreating] = useState(false)
  useRememberedPlace(query.data !== undefined)
  const { data } = query
  const chosen = data?.items.filter(({ id }) => selected.has(id)) ?? []
  async function refresh() {
    setSelected(new Set())
    await query.refetch()
  }
  return (
    <Page
      title={t('admin.users.title')}
      lead={
        <span role="status">
          {data ? totalText(data.total, data.total_exact) : !query.error && t('ui.loading')}
        </span>
      }
      wide
      actions={
        <Button tone="primary" icon={plus} onClick={() => setCreating(true)}>
          {t('admin.new_user')}
        </Button>
      }
    >
      <div class="filters">
        <SearchField
          name="search"
          label={t('admin.users.search')}
          placeholder={t('admin.users.search')}
          value={filters.search}
          onSearch={(search) => search !== filters.search && list.change({ search }, true)}
        />
        <div class="bar chips">
          <ChipFilter
            label={t('admin.role')}
            value={filters.role ?? ''}
            options={roleOptions()}
            onChange={(role) => list.change({ role })}
          />
          <ChipFilter
            label={t('admin.status')}
            value={filters.state ?? ''}
            options={stateOptions()}
            onChange={(state) => list.change({ state })}
          />
          <ChipFilter
            label={t('admin.email')}
            value={filters.verified ?? ''}
            options={verifiedOptions()}
            onChange={(verified) => list.change({ verified })}
          />
          <SortMenu value={sort} onChange={(sort) => list.change({ sort })} />
        </div>
      </div>
      <Card flush={data !== undefined}>
        <Query query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <NoUsers isFiltered={list.isFiltered} onCreate={() => setCreating(true)} />
            ) : (
              <DataTable
                caption={t('admin.users.title')}
                columns={columns()}
                rows={items}
                keyOf={({ id }) => id}
                nameOf={nameOf}
                selected={selected}
                onSelect={setSelected}
                actions={(account) => (
                  <UserMenu account={account} onAsk={setQuestion} onChange={refresh} />
                )}
              />
            )
          }
        </Query>
      </Card>
      {data && data.items.length > 0 && (
        <Pager
          label={t('admin.users.pages')}
          previous={
            data.previous
              ? list.pageUrl({
                  before: data.previous,
                  from: Math.max(1, list.from - pageSize),
                })
              : undefined
          }
          next={
            data.next
              ? list.pageUrl({ after: data.next, from: firstRow(list.from, data) + pageSize })
              : undefined
          }
          summary={t(data.total_exact ? 'admin.users.range' : 'admin.users.range_more', {
            from: firstRow(list.from, data),
            to: firstRow(list.from, data) + data.items.length - 1,
            total: data.total,
          })}
        />
      )}
      {chosen.length > 0 && (
        <BulkBar
          accounts={chosen}
          onAsk={setQuestion}
          onChange={refresh}
          onClear={() => setSelected(new Set())}
        />
      )}
      <ActionDialog question={question} onClose={() => setQuestion(undefined)} onDone={refresh} />
      <NewUser open={isCreating} onClose={() => setCreating(false)} onCreated={refresh} />
    </Page>
  )
}

/** The filters that have a value. */
function given<T extends Record<string, unknown>>(filters: T) {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value)) as {
    [Key in keyof T]?: NonNullable<T[Key]>
  }
}

/** The first page starts at 1, even if rows were added or deleted since the user opened the second one. */
function firstRow(from: number, { previous }: { previous: string | null }): number {
  return previous === null ? 1 : from
}

function totalText(total: number, isExact: boolean): string {
  return isExact
    ? t('admin.users.total', { count: total })
    : t('admin.users.total_more', { count: total })
}

function columns(): Column<Account>[] {
  return [
    {
      key: 'user',
      label: t('admin.user'),
      cell: (account) => <Person account={account} />,
      phone: 'title',
    },
    {
      key: 'role',
      label: t('admin.role'),
      cell: ({ role }) => roleOptions()[role],
      phone: 'hide',
    },
    {
      key: 'status',
      label: t('admin.status'),
      cell: (account) => <UserStatus account={account} />,
    },
    {
      key: 'last_sign_in',
      label: t('admin.last_sign_in'),
      cell: ({ last_sign_in_at }) => (
        <span class="sub">
          {last_sign_in_at ? <RelativeTime at={last_sign_in_at} isAlone /> : t('admin.never')}
        </span>
      ),
    },
  ]
}

function Person({ account }: { account: Account }) {
  const own = useAccount()
  const name = nameOf(account)
  const contact = contactOf(account)
  return (
    <div class="person">
      <Avatar name={name} />
      <div>
        <a href={userUrl(account.id)} onClick={() => rememberPlace(account.id)}>
          {name}
        </a>{' '}
        {account.id === own.id && <Badge>{t('admin.you')}</Badge>}
        {contact && <p class="sub small">{contact}</p>}
      </div>
    </div>
  )
}

interface SortProps {
  value: keyof ReturnType<typeof sortOptions>
  onChange: (sort: string) => void
}

function SortMenu({ value, onChange }: SortProps) {
  const options = sortOptions()
  const text = t('ui.filter', { label: t('admin.sort'), value: options[value] })
  return (
    <Menu
      label={text}
      triggerClass="button secondary small chip"
      trigger={
        <>
          {text}
          <Icon path={chevronDown} />
        </>
      }
      items={Object.entries(options).map(([key, each]) => ({
        text: each,
        checked: key === value,
        onSelect: () => onChange(key),
      }))}
    />
  )
}

function NoUsers({ isFiltered, onCreate }: { isFiltered: boolean; onCreate: () => void }) {
  return isFiltered ? (
    <Empty
      icon={users}
      title={t('admin.users.none_found')}
      action={<Button href={path}>{t('admin.filters.clear')}</Button>}
    >
      {t('admin.users.none_found_lead')}
    </Empty>
  ) : (
    <Empty
      icon={users}
      title={t('admin.users.none')}
      action={
        <Button tone="primary" onClick={onCreate}>
          {t('admin.new_user')}
        </Button>
      }
    />
  )
}
