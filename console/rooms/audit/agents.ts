/** People as somebody types them, and as they are shown. Pure. */

import type { Agent } from '../../api/admin-api.ts'
import { isolated } from '../../language/bidi.ts'

const SCHEME = /^[a-z][a-z0-9+.-]*:./i
const SHA1 = /^[0-9a-f]{40}$/i

/** A mailbox or its SHA-1, an OpenID, an account as `homePage|name`, or an Agent as JSON. */
export function readAgent(typed: string): Agent | undefined {
  const text = typed.trim()
  if (text.startsWith('{')) return objectIn(text)
  if (/^(mailto:)?[^\s@|]+@[^\s@|]+$/.test(text)) return { mbox: `mailto:${text.replace(/^mailto:/, '')}` }
  if (SHA1.test(text)) return { mbox_sha1sum: text.toLowerCase() }
  const [homePage = '', ...name] = text.split('|')
  if (name.length > 0 && SCHEME.test(homePage)) return { account: { homePage, name: name.join('|') } }
  return /^https?:/.test(text) ? { openid: text } : undefined
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

export function agentName({ mbox, mbox_sha1sum, openid, account }: Agent): string {
  if (mbox !== undefined) return mbox.replace(/^mailto:/, '')
  if (account !== undefined) return `${isolated(account.name)} · ${account.homePage}`
  return openid ?? mbox_sha1sum ?? ''
}

export function agentNameIn(json: string): string {
  const agent = objectIn(json)
  return agent === undefined ? json : agentName(agent)
}
