/** A secret that is told this once, with all that a client asks for beside it. It is in no address and no storage. */
import type { ReactNode } from 'react'
import type { CreatedCredential } from '../../api/admin-api.ts'
import { useTexts } from '../../language/language.ts'
import { Copy } from '../../parts/copy.tsx'
import { useConfig } from '../../sign-in/use-config.ts'
import { texts } from './texts.ts'

export function ToldSecret({ made: { key, secret } }: { made: CreatedCredential }): ReactNode {
  const t = useTexts(texts)
  const { xapi } = useConfig()
  const header = `Authorization: Basic ${btoa(`${key}:${secret}`)}`
  const told = [
    { name: t.key, text: key, copy: t.copyKey },
    { name: t.secret, text: secret, copy: t.copySecret },
    { name: t.endpoint, text: xapi, copy: t.copyEndpoint },
    { name: t.header, text: header, copy: t.copyHeader },
  ]
  return (
    <>
      <div className="note" data-tone="warn" role="status">
        <p>{t.secretLead}</p>
      </div>
      {told.map(({ name, text, copy }) => (
        <div key={name} className="stack" data-gap="s">
          <span className="label">{name}</span>
          <div className="senders-told">
            <code>{text}</code>
            <Copy text={text} label={copy} isShort kind="plain" />
          </div>
        </div>
      ))}
    </>
  )
}
