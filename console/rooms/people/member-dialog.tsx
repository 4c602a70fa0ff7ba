/** Gives somebody a role, or another one: whoever is new must be new, and a change names the state that it knows. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import type { Member, Role } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Field, focusMistake } from '../../parts/field.tsx'
import { FailureNote, Loading } from '../../parts/states.tsx'
import { partsTexts } from '../../parts/texts.ts'
import { toast } from '../../parts/toasts.tsx'
import { texts } from './texts.ts'
import { useChanged } from './use-tenant.ts'

type MemberDialogProps = { tenant: string; subject?: string; onClose: () => void }
type Known = { member: Member; etag: string }

/** What people call them. */
export const nameOf = ({ name, subject }: Pick<Member, 'name' | 'subject'>): string => (name ?? subject).slice(0, 200)

/** The member, with the state that a change must name. */
export function useMember(tenant: string, subject: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['getMember', { tenant, subject }],
    queryFn: async ({ signal }): Promise<Known> => {
      const { value, headers } = await client.ask('getMember', { parameters: { tenant, subject }, signal })
      return { member: value, etag: headers.get('etag') ?? '*' }
    },
    gcTime: 0,
  })
}

export function MemberDialog({ tenant, subject, onClose }: MemberDialogProps): ReactNode {
  return subject === undefined ? (
    <MemberForm tenant={tenant} onClose={onClose} />
  ) : (
    <KnownMember tenant={tenant} subject={subject} onClose={onClose} />
  )
}

function KnownMember({ tenant, subject, onClose }: MemberDialogProps & { subject: string }): ReactNode {
  const t = useTexts(texts)
  const read = useMember(tenant, subject)
  if (read.data) return <MemberForm key={read.data.etag} tenant={tenant} known={read.data} onClose={onClose} />
  return (
    <Dialog title={t.changeTitle} onClose={onClose}>
      {read.error ? <FailureNote error={read.error} retry={() => void read.refetch()} /> : <Loading rows={3} />}
    </Dialog>
  )
}

const ROLES = ['admin', 'auditor', 'analyst'] as const

type MemberFormProps = { tenant: string; known?: Known; onClose: () => void }

function MemberForm({ tenant, known, onClose }: MemberFormProps): ReactNode {
  const t = useTexts(texts)
  const parts = useTexts(partsTexts)
  const client = useClient()
  const changed = useChanged('listMembers', 'getMember')
  const form = useId()
  const [subject, setSubject] = useState(known?.member.subject ?? '')
  const [name, setName] = useState(known?.member.name ?? '')
  const [role, setRole] = useState<Role>(known?.member.role ?? 'analyst')
  const [isTried, setTried] = useState(false)
  const put = useMutation({
    mutationFn: () =>
      client.call('putMember', {
        parameters: { tenant, subject: subject.trim() },
        body: { role, ...(name.trim() !== '' && { name: name.trim() }) },
        ...(known ? { ifMatch: known.etag } : { ifNoneMatch: '*' as const }),
      }),
    onSuccess: async () => {
      toast(known ? t.saved : t.added)
      onClose()
      await changed()
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setTried(true)
    if (subject.trim() === '') focusMistake(event.currentTarget)
    else put.mutate()
  }
  const foot = (
    <>
      <Button onClick={onClose}>{parts.cancel}</Button>
      <Button kind="primary" type="submit" form={form} disabled={put.isPending}>
        {known ? t.save : t.add}
      </Button>
    </>
  )
  return (
    <Dialog title={known ? t.changeTitle : t.addTitle} onClose={onClose} foot={foot}>
      <form id={form} className="stack" onSubmit={submit} noValidate>
        <Field
          label={t.subject}
          hint={t.subjectHint}
          error={isTried && subject.trim() === '' ? t.needsSubject : undefined}
        >
          {(control) => (
            <input
              {...control}
              value={subject}
              readOnly={known !== undefined}
              maxLength={255}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setSubject(event.target.value)}
            />
          )}
        </Field>
        <Field label={t.memberName} hint={t.memberNameHint}>
          {(control) => (
            <input
              {...control}
              value={name}
              maxLength={200}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <fieldset className="people-roles">
          <legend className="label">{t.role}</legend>
          {ROLES.map((one) => (
            <label key={one} className="check">
              <input type="radio" name="role" checked={role === one} onChange={() => setRole(one)} />
              <span>
                <strong>{t[one]}</strong> <span className="small muted">{t[`${one}Lead`]}</span>
              </span>
            </label>
          ))}
        </fieldset>
      </form>
      {put.error && <FailureNote error={put.error} retry={changed} />}
    </Dialog>
  )
}
