import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../lib/text.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { curlOf, type Description, firstOf, type Operation } from './openapi.ts'
import { SchemaFields, Type } from './schema.tsx'

interface Props {
  operation: Operation
  description: Description
}

/** One operation: a line that opens. The fragment of a URL opens it, too. */
export function OperationDetails({ operation, description }: Props) {
  const { operationId: id, method, path, summary } = operation
  const details = useRef<HTMLDetailsElement>(null)
  const [isOpen, setOpen] = useState(location.hash === `#${id}`)
  useEffect(() => {
    // The browser looks for the fragment before the operation exists.
    if (location.hash === `#${id}`) details.current?.scrollIntoView()
  }, [id])
  return (
    <details
      class="reference-operation"
      id={id}
      ref={details}
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        <h3>
          <code class={`reference-method ${method.toLowerCase()}`}>{method}</code>
          <code>{path}</code>
        </h3>
        <span class="reference-note" lang="en" translate={false}>
          {summary}
        </span>
      </summary>
      {isOpen && <Contract operation={operation} description={description} />}
    </details>
  )
}

function Contract({ operation, description }: Props) {
  const { parameters = [], requestBody, responses, operationId } = operation
  const body = firstOf(requestBody?.content)
  return (
    <div class="reference-contract">
      <p>
        <a href={`#${operationId}`}>
          <code>{operationId}</code>
        </a>{' '}
        · <Access operation={operation} />
      </p>
      {parameters.length > 0 && (
        <>
          <h4>{t('reference.parameters')}</h4>
          <dl class="reference-fields">
            {parameters.map(({ name, in: place, required, schema }) => (
              <div key={`${place} ${name}`}>
                <dt>
                  <code>{name}</code>
                  <code class="reference-type">{place}</code>
                  <Type schema={schema} description={description} />
                  {required && <b>{t('reference.required')}</b>}
                </dt>
              </div>
            ))}
          </dl>
        </>
      )}
      {body && (
        <>
          <h4>
            {t('reference.body')} <code class="reference-type">{body[0]}</code>
          </h4>
          <SchemaFields schema={body[1]} description={description} />
        </>
      )}
      <h4>{t('reference.responses')}</h4>
      {Object.entries(responses).map(([status, { content }]) => (
        <Response key={status} status={status} content={firstOf(content)} {...{ description }} />
      ))}
      <h4>{t('reference.example')}</h4>
      <Example text={curlOf(operation, description, location.origin)} />
    </div>
  )
}

function Access({ operation: { security = [] } }: Pick<Props, 'operation'>) {
  const schemes = security.flatMap((scheme) => Object.keys(scheme))
  if (schemes.length === 0) return <>{t('reference.anyone')}</>
  const texts = [
    schemes.includes('bearer') && t('reference.bearer'),
    schemes.includes('cookie') && t('reference.cookie'),
  ]
  return <>{texts.filter(Boolean).join(' · ')}</>
}

interface ResponseProps {
  status: string
  content: ReturnType<typeof firstOf>
  description: Description
}

/** Problems have one shape, so only their status is of interest. */
function Response({ status, content, description }: ResponseProps) {
  const isProblem = content?.[0] === 'application/problem+json'
  return (
    <div class="reference-response">
      <code class={Number(status) < 400 ? 'ok' : undefined}>{status}</code>
      {content ? (
        <code class="reference-type">{content[0]}</code>
      ) : (
        <span class="reference-note">{t('reference.empty')}</span>
      )}
      {content && !isProblem && <Type schema={content[1]} description={description} />}
      {content && !isProblem && <SchemaFields schema={content[1]} description={description} />}
    </div>
  )
}

function Example({ text }: { text: string }) {
  const code = useRef<HTMLPreElement>(null)
  return (
    <div class="reference-example">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <pre ref={code} tabIndex={0}>
        <code>{text}</code>
      </pre>
      <CopyButton
        small
        text={text}
        select={() => code.current && getSelection()?.selectAllChildren(code.current)}
      />
    </div>
  )
}
