import { useId, useState } from 'preact/hooks'
import './reference.css'
import { rich, t } from '../lib/text.ts'
import { Query, useQuery } from '../ui/data/query.tsx'
import { usePage } from '../ui/layout/use-page.ts'
import { type Description, matches, operationsByTag } from './openapi.ts'
import { OperationDetails } from './operation.tsx'

const source = '/openapi.json'

/** The reference of the API, as this instance serves it. */
export default function Reference() {
  const heading = usePage(t('reference.title'))
  const query = useQuery(fetchDescription)
  return (
    <main id="main" class="reference">
      <h1 ref={heading} tabIndex={-1}>
        {t('reference.title')}
      </h1>
      <p class="sub">{rich('reference.lead', { link: <a href={source}>{source}</a> })}</p>
      <Query query={query}>{(description) => <Operations description={description} />}</Query>
    </main>
  )
}

async function fetchDescription(): Promise<Description> {
  const response = await fetch(source)
  if (!response.ok) throw new Error(`${response.status}`)
  return response.json()
}

/** The names of fields and the sentences of the description are the same in every language. */
function Operations({ description }: { description: Description }) {
  const id = useId()
  const [text, setText] = useState('')
  const tags = operationsByTag(description)
    .map(([tag, all]) => ({ tag, found: all.filter((each) => matches(each, text.trim())) }))
    .filter(({ found }) => found.length > 0)
  const count = tags.reduce((sum, { found }) => sum + found.length, 0)
  return (
    <>
      <search>
        <label class="hidden" for={id}>
          {t('reference.search')}
        </label>
        <input
          id={id}
          type="search"
          placeholder={t('reference.search')}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <p class="sub" role="status">
          {t('reference.count', { count })}
        </p>
      </search>
      {tags.map(({ tag, found }) => (
        <section key={tag} aria-labelledby={`tag-${tag}`}>
          <h2 id={`tag-${tag}`} lang="en" translate={false}>
            {tag}
          </h2>
          <p class="sub" lang="en" translate={false}>
            {description.tags.find(({ name }) => name === tag)?.description}
          </p>
          <div class="reference-operations">
            {found.map((operation) => (
              <OperationDetails
                key={operation.operationId}
                operation={operation}
                description={description}
              />
            ))}
          </div>
        </section>
      ))}
    </>
  )
}
