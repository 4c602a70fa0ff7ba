/** Who has a role in the tenant. */
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Member } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { Button } from '../../parts/button.tsx'
import { CopyCurl } from '../../parts/copy.tsx'
import { Empty, FailureNote, Loading } from '../../parts/states.tsx'
import { Table } from '../../parts/table.tsx'
import { Value } from '../../parts/value.tsx'
import { MemberDialog, nameOf } from './member-dialog.tsx'
import { RemoveMemberDialog } from './remove-member-dialog.tsx'
import { texts } from './texts.ts'
import { useMayNot, useView } from './use-tenant.ts'

export function MembersActions({ tenant }: { tenant: string }): ReactNode {
  const t = useTexts(texts)
  const client = useClient()
  const { change } = useView()
  const mayNot = useMayNot(tenant, 'admin', t.adminsOnly)
  return (
    <>
      <CopyCurl request={client.requestOf('listMembers', { parameters: { tenant } })} />
      <Button kind="primary" unavailable={mayNot} onClick={() => change({ new: true })}>
        {t.addMember}
      </Button>
    </>
  )
}

export function Members({ tenant }: { tenant: string }): ReactNode {
  const t = useTexts(texts)
  const { search, change } = useView()
  const mayNot = useMayNot(tenant, 'admin', t.adminsOnly)
  const close = () => change({ new: undefined, member: undefined, remove: undefined })
  const isOpen = mayNot === undefined
  return (
    <>
      <p className="muted">{t.membersLead}</p>
      <List tenant={tenant} mayNot={mayNot} />
      {isOpen && search.new && <MemberDialog tenant={tenant} onClose={close} />}
      {isOpen && search.member !== undefined && !search.remove && (
        <MemberDialog key={search.member} tenant={tenant} subject={search.member} onClose={close} />
      )}
      {isOpen && search.member !== undefined && search.remove && (
        <RemoveMemberDialog key={search.member} tenant={tenant} subject={search.member} onClose={close} />
      )}
    </>
  )
}

function List({ tenant, mayNot }: { tenant: string; mayNot: string | undefined }): ReactNode {
  const t = useTexts(texts)
  const client = useClient()
  const { change } = useView()
  const read = useInfiniteQuery({
    queryKey: ['listMembers', { tenant }, 'pages'],
    queryFn: ({ pageParam, signal }) =>
      client.call('listMembers', {
        parameters: { tenant },
        query: { limit: 200, ...(pageParam !== '' && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
  if (read.isPending) return <Loading rows={4} />
  if (read.error && !read.data) return <FailureNote error={read.error} retry={() => void read.refetch()} />
  const members = read.data.pages.flatMap(({ items }) => items).sort((a, b) => nameOf(a).localeCompare(nameOf(b)))
  if (members.length === 0 && !read.hasNextPage)
    return (
      <Empty title={t.noMembers}>
        <p>{t.noMembersLead}</p>
        {mayNot === undefined ? (
          <Button onClick={() => change({ new: true })}>{t.addFirst}</Button>
        ) : (
          <p className="small">{mayNot}.</p>
        )}
      </Empty>
    )
  return (
    <>
      <Table
        caption={t.members}
        rows={members}
        keyOf={({ subject }) => subject}
        columns={[
          { name: 'person', title: t.person, cell: (member) => <Person member={member} /> },
          { name: 'role', title: t.role, cell: ({ role }) => <Role role={role} /> },
          {
            name: 'issuer',
            title: t.issuer,
            cell: ({ issuer }) => <span className="people-issuer small">{issuer}</span>,
          },
          {
            name: 'acts',
            title: <span className="visually-hidden">{t.change}</span>,
            cell: (member) => (
              <span className="row people-acts">
                <Button
                  size="s"
                  unavailable={mayNot}
                  aria-label={t.changeOf(nameOf(member))}
                  onClick={() => change({ member: member.subject })}
                >
                  {t.change}
                </Button>
                <Button
                  size="s"
                  kind="danger"
                  unavailable={mayNot}
                  aria-label={t.removeOf(nameOf(member))}
                  onClick={() => change({ member: member.subject, remove: true })}
                >
                  {t.remove}
                </Button>
              </span>
            ),
          },
        ]}
      />
      {read.hasNextPage && (
        <div>
          <Button onClick={() => void read.fetchNextPage()}>{t.loadMore}</Button>
        </div>
      )}
    </>
  )
}

function Person({ member }: { member: Member }): ReactNode {
  return (
    <span className="people-name">
      <Value className="cut" title={nameOf(member)}>
        {nameOf(member)}
      </Value>
      {member.name !== undefined && (
        <code className="people-subject cut" title={member.subject}>
          <Value>{member.subject}</Value>
        </code>
      )}
    </span>
  )
}

function Role({ role }: { role: Member['role'] }): ReactNode {
  const t = useTexts(texts)
  return (
    <span className="people-role">
      <strong>{t[role]}</strong>
      <span className="small muted">{t[`${role}Lead`]}</span>
    </span>
  )
}
