/** The tenant that is looked at: those of the token, for owners all; and any other by its id. */
import { useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useRead } from '../api/use-api.ts'
import { useTexts } from '../language/language.ts'
import { Button } from '../parts/button.tsx'
import { Combobox } from '../parts/combobox.tsx'
import { Icon } from '../parts/icon.tsx'
import { Menu } from '../parts/menu.tsx'
import { useMe } from './access.ts'
import { shellTexts } from './texts.ts'

export function useTenants(): { id: string; name: string }[] {
  const me = useMe()
  const all = useRead('listTenants', { query: { limit: 200 } }, { enabled: me.isOwner })
  if (!me.isOwner) return me.tenants.map(({ tenant }) => ({ id: tenant, name: tenant }))
  return all.data?.items ?? []
}

export function TenantSwitcher(): ReactNode {
  const t = useTexts(shellTexts)
  const { tenant } = useParams({ strict: false })
  const label = (
    <>
      <span className="cut switcher-name">{tenant ?? t.chooseTenant}</span>
      <Icon name="more" />
    </>
  )
  return (
    <Menu label={label} name={tenant === undefined ? t.chooseTenant : `${t.tenant}: ${tenant}`} className="button">
      {(close) => <Choice close={close} />}
    </Menu>
  )
}

function Choice({ close }: { close: () => void }): ReactNode {
  const t = useTexts(shellTexts)
  const tenants = useTenants()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const open = (id: string) => {
    const tenant = id.trim()
    if (tenant === '') return
    close()
    void navigate({ to: '/t/$tenant', params: { tenant } })
  }
  const choices = tenants.map(({ id, name }) => ({ value: id, label: id, ...(name !== id && { hint: name }) }))
  return (
    <div className="stack switcher" data-gap="s">
      <Combobox label={t.otherTenant} value={typed} choices={choices} onInput={setTyped} onTake={open} />
      <Button onClick={() => open(typed)}>{t.open}</Button>
      <ul role="list">
        {tenants.slice(0, 12).map(({ id, name }) => (
          <li key={id}>
            <button type="button" className="menu-item" onClick={() => open(id)}>
              {id} {name !== id && <span className="muted small cut">{name}</span>}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
