/** The picture of the rooms is what the imports are, and every import leads to a room further down. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { drawRooms, readRooms } from './rooms.ts'

const PICTURE = join(import.meta.dirname, '../../docs/rooms.svg')

describe('the rooms of the house', () => {
  // The picture is drawn from the imports: UPDATE_DOCS=1 npm run test:jest -- test/house/rooms
  it('are drawn in docs/rooms.svg as the imports have them', () => {
    const drawn = drawRooms(readRooms())
    if (process.env.UPDATE_DOCS) writeFileSync(PICTURE, drawn)
    expect(readFileSync(PICTURE, 'utf8')).toBe(drawn)
  })

  it('are ordered so that every import leads to a room further down', () => {
    const rooms = readRooms(
      new Map([
        ['lambdas/json/text.ts', []],
        ['lambdas/xapi/statement.ts', ['lambdas/json/text.ts']],
        ['lambdas/statements/store.ts', ['lambdas/xapi/statement.ts']],
        ['lambdas/statements/read/page.ts', ['lambdas/statements/store.ts', 'lambdas/xapi/statement.ts']],
        ['lambdas/statements/create-store.ts', ['lambdas/statements/read/page.ts']],
        ['lambdas/statements.ts', ['lambdas/statements/create-store.ts']],
      ]),
    )
    expect(rooms.map(({ name }) => name)).toEqual([
      'lambdas',
      'lambdas/statements: create-store',
      'lambdas/statements/read',
      'lambdas/statements: store',
      'lambdas/xapi',
      'lambdas/json',
    ])
    expect(rooms[2]?.imports).toEqual(
      new Map([
        ['lambdas/statements: store', 1],
        ['lambdas/xapi', 1],
      ]),
    )
  })

  it('are refused where two of them import each other', () => {
    const ring = new Map([
      ['lambdas/json/parse.ts', ['lambdas/xapi/errors.ts']],
      ['lambdas/xapi/errors.ts', ['lambdas/json/parse.ts']],
      ['lambdas/lake/row.ts', ['lambdas/xapi/errors.ts']],
    ])
    expect(() => readRooms(ring)).toThrow('Rooms import each other: lambdas/json; lambdas/xapi')
  })
})
