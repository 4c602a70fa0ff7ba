/** A person as the lake writes them (`actor_id`), and as the filters of xAPI take them. */

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
