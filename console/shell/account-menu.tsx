/** Who is signed in, how it looks and in which language, and the way out. */
import type { ReactNode } from 'react'
import { isLanguage, LANGUAGES, useLanguage, useTexts } from '../language/language.ts'
import { timeZone } from '../language/numbers-and-times.ts'
import { useCopy } from '../parts/copy.tsx'
import { Icon } from '../parts/icon.tsx'
import { Menu } from '../parts/menu.tsx'
import type { Session } from '../sign-in/session.ts'
import { useMe } from './access.ts'
import { THEMES, useTheme } from './appearance.ts'
import { useSlashSetting } from './slash-key.ts'
import { shellTexts } from './texts.ts'

type AccountMenuProps = { session: Session; setLanguage: (language: keyof typeof LANGUAGES) => void }

export function AccountMenu({ session, setLanguage }: AccountMenuProps): ReactNode {
  const t = useTexts(shellTexts)
  const me = useMe()
  const language = useLanguage()
  const [theme, setTheme] = useTheme()
  const [hasSlash, setSlash] = useSlashSetting()
  const copy = useCopy()
  return (
    <Menu label={<Icon name="learners" />} name={t.account}>
      {(close) => (
        <div className="stack account" data-gap="s">
          <p>
            <strong className="anywhere">{t.signedInAs(me.name ?? me.subject)}</strong>
            <br />
            <span className="small muted anywhere">{me.isOwner ? t.owner : me.subject}</span>
          </p>
          <div className="field">
            <label htmlFor="theme">{t.theme}</label>
            <select
              id="theme"
              className="input"
              value={theme}
              onChange={(event) => setTheme(THEMES.find((one) => one === event.target.value) ?? 'system')}
            >
              {THEMES.map((one) => (
                <option key={one} value={one}>
                  {t[one]}
                </option>
              ))}
            </select>
          </div>
          <div className="field">
            <label htmlFor="language">{t.language}</label>
            <select
              id="language"
              className="input"
              value={language}
              onChange={({ target: { value } }) => {
                if (isLanguage(value)) setLanguage(value)
              }}
            >
              {Object.entries(LANGUAGES).map(([tag, name]) => (
                <option key={tag} value={tag} lang={tag}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          <label className="check">
            <input type="checkbox" checked={hasSlash} onChange={({ target }) => setSlash(target.checked)} />
            {t.slash}
          </label>
          <p className="small muted">{t.times(timeZone())}</p>
          <button
            type="button"
            className="menu-item"
            onClick={async () => {
              close()
              copy(await session.accessToken())
            }}
          >
            {t.copyToken}
          </button>
          <p className="small muted account-hint">{t.tokenHint}</p>
          <button type="button" className="menu-item" onClick={() => void session.signOut()}>
            {t.signOut}
          </button>
        </div>
      )}
    </Menu>
  )
}
