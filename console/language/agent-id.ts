/** A person as the lake writes them (`actor_id`), as somebody types them, and as the filters of xAPI take them. */
import type { Agent } from '../api/admin-api.ts'

/** @returns an Agent as JSON, or nothing where the text is none */
export function agentOfId(id: string): string | undefined {
  if (id.startsWith('mailto:')) return JSON.stringify({ mbox: id })
  if (id.startsWith('mbox_sha1sum:')) return JSON.stringify({ mbox_sha1sum: id.slice('mbox_sha1sum:'.length) })
  const at = id.indexOf('|')
  if (at > 0) return JSON.stringify({ account: { homePage: id.slice(0, at), name: id.slice(at + 1) } })
  return /^[a-z][a-z0-9+.-]*:./i.test(id) ? JSON.stringify({ openid: id }) : undefined
}

/** @param agent an Agent as JSON */
export function idOfAgent(agent: string): string | undefined {
  try {
    const value: unknown = JSON.parse(agent)
    if (typeof value !== 'object' || value === null) return undefined
    const { mbox, mbox_sha1sum, openid, account } = value as { [name: string]: unknown }
    if (typeof mbox === 'string') return mbox
    if (typeof mbox_sha1sum === 'string') return `mbox_sha1sum:${mbox_sha1sum}`
    if (typeof openid === 'string') return openid
    if (typeof account !== 'object' || account === null) return undefined
    const { homePage, name } = account as { [name: string]: unknown }
    return typeof homePage === 'string' && typeof name === 'string' ? `${homePage}|${name}` : undefined
  } catch {
    return undefined
  }
}

const SCHEME = /^[a-z][a-z0-9+.-]*:./i
const SHA1 = /^[0-9a-f]{40}$/i

/** A mailbox or its SHA-1, an OpenID, an account as `homePage|name`, or an Agent as JSON; and each as the lake writes it. */
export function readAgent(typed: string): Agent | undefined {
  const text = typed.trim()
  if (text.startsWith('{')) return objectIn(text)
  if (/^(mailto:)?[^\s@|:]+@[^\s@|]+$/.test(text)) return { mbox: `mailto:${text.replace(/^mailto:/, '')}` }
  const hash = text.replace(/^mbox_sha1sum:/, '')
  if (SHA1.test(hash)) return { mbox_sha1sum: hash.toLowerCase() }
  const [homePage = '', ...name] = text.split('|')
  if (name.length > 0 && SCHEME.test(homePage)) return { account: { homePage, name: name.join('|') } }
  return /^https?:\S+$/.test(text) ? { openid: text } : undefined
}

/** The API judges what is in it. */
function objectIn(text: string): Agent | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
