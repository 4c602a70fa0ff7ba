/** People as they are shown. Pure. */

import type { Agent } from '../../api/admin-api.ts'
import { readAgent } from '../../language/agent-id.ts'
import { isolated } from '../../language/bidi.ts'

export function agentName({ mbox, mbox_sha1sum, openid, account }: Agent): string {
  if (mbox !== undefined) return mbox.replace(/^mailto:/, '')
  if (account !== undefined) return `${isolated(account.name)} · ${account.homePage}`
  return openid ?? mbox_sha1sum ?? ''
}

export function agentNameIn(json: string): string {
  const agent = readAgent(json)
  return agent === undefined ? json : agentName(agent)
}
