import type { ComponentChildren } from 'preact'
import { t } from '../../lib/text.ts'
import { Icon } from '../icon.tsx'
import { arrowDown } from '../signed-in-icons.ts'

export interface Column<T> {
  key: string
  label: string
  cell: (row: T) => ComponentChildren
  sortable?: boolean
  /** Aligns numbers at the end. */
  align?: 'end'
  /** On phones a row is a card: `title` is its first line, `hide` omits the cell. */
  phone?: 'title' | 'hide'
}

export interface Sort {
  key: string
  descending: boolean
}

interface Props<T> {
  /** The name of the table for screen readers. */
  caption: string
  /** The first column is the name of its row. */
  columns: Column<T>[]
  rows: T[]
  keyOf: (row: T) => string
  /** Names the row in the labels of its checkbox. */
  nameOf?: (row: T) => string
  selected?: ReadonlySet<string>
  onSelect?: (selected: ReadonlySet<string>) => void
  sort?: Sort
  onSort?: (sort: Sort) => void
  /** The last cell, mostly a Menu. */
  actions?: (row: T) => ComponentChildren
}

/** A table whose rows can be selected and sorted. */
export function DataTable<T>(props: Props<T>) {
  const { caption, columns, rows, keyOf, nameOf = keyOf, selected, onSelect, actions } = props
  const toggle = (key: string) => {
    const next = new Set(selected)
    if (!next.delete(key)) next.add(key)
    onSelect?.(next)
  }
  return (
    <table>
      <caption class="hidden">{caption}</caption>
      <thead>
        <tr>
          {selected && (
            <th scope="col" class="cell-check">
              <SelectAll
                keys={rows.map(keyOf)}
                selected={selected}
                onSelect={(next) => onSelect?.(next)}
              />
            </th>
          )}
          {columns.map((column) => (
            <ColumnHead key={column.key} column={column} {...props} />
          ))}
          {actions && (
            <th scope="col" class="cell-actions">
              <span class="hidden">{t('ui.actions')}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const key = keyOf(row)
          return (
            <tr key={key} aria-selected={selected?.has(key)}>
              {selected && (
                <td class="cell-check">
                  <input
                    type="checkbox"
                    aria-label={t('ui.select', { name: nameOf(row) })}
                    checked={selected.has(key)}
                    onChange={() => toggle(key)}
                  />
                </td>
              )}
              {columns.map((column, index) => (
                <Cell key={column.key} column={column} row={row} isName={index === 0} />
              ))}
              {actions && <td class="cell-actions">{actions(row)}</td>}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

interface HeadProps<T> {
  column: Column<T>
  sort?: Sort
  onSort?: (sort: Sort) => void
}

function ColumnHead<T>({ column: { key, label, align, sortable }, sort, onSort }: HeadProps<T>) {
  const isSorted = sort?.key === key
  const direction = sort?.descending ? 'descending' : 'ascending'
  return (
    <th scope="col" class={align} aria-sort={isSorted ? direction : undefined}>
      {sortable ? (
        <button
          type="button"
          class="sort"
          onClick={() => onSort?.({ key, descending: isSorted ? !sort.descending : false })}
        >
          {label}
          <Icon path={arrowDown} />
        </button>
      ) : (
        label
      )}
    </th>
  )
}

interface CellProps<T> {
  column: Column<T>
  row: T
  isName: boolean
}

function Cell<T>({ column: { label, cell, align, phone }, row, isName }: CellProps<T>) {
  const common = {
    class: [align, phone && `phone-${phone}`].filter(Boolean).join(' ') || undefined,
    'data-label': label,
  }
  return isName ? (
    <th scope="row" {...common}>
      {cell(row)}
    </th>
  ) : (
    <td {...common}>{cell(row)}</td>
  )
}

interface SelectAllProps {
  keys: string[]
  selected: ReadonlySet<string>
  onSelect: (selected: ReadonlySet<string>) => void
}

function SelectAll({ keys, selected, onSelect }: SelectAllProps) {
  const count = keys.filter((key) => selected.has(key)).length
  const all = count > 0 && count === keys.length
  return (
    <input
      type="checkbox"
      aria-label={t('ui.select_all')}
      checked={all}
      ref={(input) => {
        if (input) input.indeterminate = count > 0 && !all
      }}
      onChange={() => onSelect(new Set(all ? [] : keys))}
    />
  )
}
