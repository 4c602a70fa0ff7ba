/** Voids a statement, with a reason: as xAPI does it, by a statement of its own. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Client } from '../../api/client.ts'
import { ApiFailure } from '../../api/failure.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import type { Summary } from '../../language/statement-summary.ts'
import { ConfirmDialog } from '../../parts/dialog.tsx'
import { Sentence } from '../../parts/sentence.tsx'
import { FailureNote } from '../../parts/states.tsx'
import { toast } from '../../parts/toasts.tsx'
import { useMe } from '../../shell/access.ts'
import { useConfig } from '../../sign-in/use-config.ts'
import { texts } from './texts.ts'

export const VOIDED = 'http://adlnet.gov/expapi/verbs/voided'

/** Where a voiding statement says why. */
const REASON = 'urn:cairn:reason'
/** Of the credential, should its revocation fail. */
const MINUTES = 5

type VoidDialogProps = { tenant: string; summary: Summary; onClose: () => void }

export function VoidDialog({ tenant, summary, onClose }: VoidDialogProps): ReactNode {
  const t = useTexts(texts)
  const client = useClient()
  const { xapi } = useConfig()
  const me = useMe()
  const queries = useQueryClient()
  const act = useMutation({
    mutationFn: (reason: string) => {
      const actor = {
        account: { homePage: me.issuer, name: me.subject },
        ...(me.name !== undefined && { name: me.name }),
      }
      return voidStatement(client, { tenant, xapi, actor, target: summary.id, reason })
    },
    onSuccess: async () => {
      toast(t.voidDone)
      onClose()
      await Promise.all(
        ['getStatement', 'listStatements'].map((name) => queries.invalidateQueries({ queryKey: [name] })),
      )
    },
  })
  return (
    <ConfirmDialog
      title={t.voidTitle}
      act={t.voidAct}
      needsReason
      isPending={act.isPending}
      failure={act.error && <FailureNote error={act.error} />}
      onConfirm={act.mutate}
      onClose={onClose}
    >
      <p>{t.voidLead}</p>
      <div className="note" data-tone="warn">
        <h3>{t.voidHides}</h3>
        <Sentence summary={summary} />
      </div>
      <p className="small muted">{t.voidHow}</p>
    </ConfirmDialog>
  )
}

type Voiding = { tenant: string; xapi: string; actor: object; target: string; reason: string }

/** The admin API writes no statements: who voids does it by xAPI, as every sender does, with a credential for this alone. */
async function voidStatement(client: Client, { tenant, xapi, actor, target, reason }: Voiding): Promise<void> {
  const expires = new Date(Date.now() + MINUTES * 60_000).toISOString()
  const label = `Void ${target}`
  const { key, secret } = await client.call('createCredential', {
    parameters: { tenant },
    body: { label, scopes: ['statements/void', 'statements/write'], expires },
    idempotencyKey: crypto.randomUUID(),
  })
  try {
    const statement = {
      id: crypto.randomUUID(),
      actor: { objectType: 'Agent', ...actor },
      verb: { id: VOIDED, display: { en: 'voided' } },
      object: { objectType: 'StatementRef', id: target },
      context: { extensions: { [REASON]: reason } },
    }
    await sendStatement(xapi, `${key}:${secret}`, statement)
  } finally {
    await client.call('revokeCredential', { parameters: { tenant, key }, ifMatch: '*' })
  }
}

async function sendStatement(xapi: string, credential: string, statement: object): Promise<void> {
  const request = { method: 'POST', url: `${xapi}/statements`, body: JSON.stringify(statement) }
  const headers = {
    Authorization: `Basic ${btoa(credential)}`,
    'Content-Type': 'application/json',
    'X-Experience-API-Version': '1.0.3',
  }
  const response = await fetch(request.url, { method: 'POST', headers, body: request.body })
  const text = await response.text()
  if (!response.ok)
    throw new ApiFailure(
      request,
      response.status,
      { detail: text.slice(0, 500) },
      response.headers.get('apigw-requestid') ?? undefined,
    )
}
