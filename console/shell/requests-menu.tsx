/** Every request that the views made, as a line for a shell. */
import type { ReactNode } from 'react'
import { curlOf } from '../api/curl.ts'
import { useNotedRequests } from '../api/request-log.ts'
import { useTexts } from '../language/language.ts'
import { Copy } from '../parts/copy.tsx'
import { Icon } from '../parts/icon.tsx'
import { Menu } from '../parts/menu.tsx'
import { partsTexts } from '../parts/texts.ts'
import { shellTexts } from './texts.ts'

export function RequestsMenu(): ReactNode {
  const t = useTexts(shellTexts)
  const parts = useTexts(partsTexts)
  const requests = useNotedRequests()
  return (
    <Menu label={<Icon name="query" />} name={t.requests}>
      {() => (
        <div className="stack requests" data-gap="s">
          <h2>{t.requests}</h2>
          <p className="small muted">{t.requestsLead}</p>
          {requests.length === 0 && <p className="muted">{t.noRequests}</p>}
          <ul role="list" className="stack" data-gap="s">
            {requests.map((request) => (
              <li key={request.id} className="row spread">
                <span className="small anywhere requests-line">
                  <span className="badge" data-tone={request.status >= 200 && request.status < 400 ? 'good' : 'bad'}>
                    {request.status}
                  </span>{' '}
                  <code>
                    {request.method} {decodeURI(new URL(request.url).pathname)}
                  </code>{' '}
                  <span className="muted">{request.ms} ms</span>
                </span>
                <Copy text={curlOf(request)} label={`${parts.copyCurl}: ${request.name}`} isShort />
              </li>
            ))}
          </ul>
        </div>
      )}
    </Menu>
  )
}
