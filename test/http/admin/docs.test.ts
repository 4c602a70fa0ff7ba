/** The table of docs/admin-api.md is what the table of the code says: UPDATE_DOCS=1 writes it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { needsState } from '../../../lambdas/http/admin/openapi.ts'
import { ADMIN_ROUTES } from '../../../lambdas/http/admin/routes.ts'

const PAGE = join(import.meta.dirname, '../../../docs/admin-api.md')
const [BEGIN, END] = ['<!-- routes -->', '<!-- end of routes -->']

const rows = ADMIN_ROUTES.map((route) => {
  const { method, path, summary, may, request, parameters = [], isSecret } = route
  const who = may === 'none' ? 'everybody' : may === 'person' ? 'who signed in' : may.join(', ')
  const notes = [
    ...(request === undefined ? [] : [`takes \`${request}\``]),
    ...(parameters.some(({ name }) => name === 'dryRun') ? ['`dryRun`'] : []),
    ...(needsState(route) ? ['`If-Match`'] : []),
    ...(isSecret ? ['tells a secret once'] : []),
  ]
  return `| \`${method} ${path}\` | ${summary} | ${who} | ${notes.join(', ')} |`
})

it('docs/admin-api.md has each operation with who may call it', () => {
  const text = readFileSync(PAGE, 'utf8')
  const table = ['| Below `/admin/v1` | | For | |', '|---|---|---|---|', ...rows].join('\n')
  const [before = ''] = text.split(BEGIN)
  const after = text.split(END)[1] ?? ''
  const wanted = `${before}${BEGIN}\n${table}\n${END}${after}`
  if (process.env.UPDATE_DOCS) writeFileSync(PAGE, wanted)
  expect(readFileSync(PAGE, 'utf8')).toBe(wanted)
})
