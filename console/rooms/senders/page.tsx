/** The senders: how each of them is, the one that is open, and launches. */
import './senders.css'
import type { ReactNode } from 'react'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { Button } from '../../parts/button.tsx'
import { CopyCurl } from '../../parts/copy.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { Page } from '../../shell/page.tsx'
import { CreateDialog } from './create-dialog.tsx'
import { Launches } from './launches.tsx'
import { SendersList } from './list.tsx'
import { OpenSender } from './open-sender.tsx'
import { texts } from './texts.ts'
import { useMayNot, useView } from './use-senders.ts'

export function SendersPage(): ReactNode {
  const t = useTexts(texts)
  const client = useClient()
  const { tenant, search, change } = useView()
  const mayNot = useMayNot(tenant, t.mayNot)
  if (search.credential !== undefined)
    return <OpenSender key={search.credential} tenant={tenant} credential={search.credential} />
  const actions = (
    <>
      <CopyCurl request={client.requestOf('listSenders', { parameters: { tenant } })} />
      <Button kind="primary" unavailable={mayNot} onClick={() => change({ new: true })}>
        {t.newCredential}
      </Button>
    </>
  )
  return (
    <Page title={t.title} lead={t.lead} actions={actions}>
      <Tabs
        label={t.views}
        tabs={[
          { name: 'health', label: t.health },
          { name: 'launches', label: t.launches },
        ]}
        chosen={search.view ?? 'health'}
        onChoose={(name) => change({ view: name === 'launches' ? name : undefined })}
      >
        {search.view === 'launches' ? <Launches tenant={tenant} mayNot={mayNot} /> : <SendersList tenant={tenant} />}
      </Tabs>
      {search.new && mayNot === undefined && <CreateDialog tenant={tenant} />}
    </Page>
  )
}
