/** What is read from a PartiQL statement: the rights that it needs hang on it. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readPartiQl } from '../../../local/aws/partiql.ts'
import type { Json } from '../../../local/template/assembly.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/).map((text) => `x${text}`)
const text = fc.string({ maxLength: 12 })
const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`

/** A value as it stands in a statement, with the parameters that it takes. */
const value = fc.oneof(
  text.map((S) => ({ written: quoted(S), parameters: [] as Json[], meant: { S } as Json })),
  text.map((S) => ({ written: '?', parameters: [{ S }] as Json[], meant: { S } as Json })),
  fc.integer().map((n) => ({ written: `${n}`, parameters: [] as Json[], meant: { N: `${n}` } as Json })),
)
const members = fc.uniqueArray(fc.tuple(name, value), { minLength: 1, maxLength: 6, selector: ([key]) => key })
const parametersOf = (all: [string, { parameters: Json[] }][]) => all.flatMap(([, { parameters }]) => parameters)

describe('a PartiQL statement', () => {
  it('that inserts gives each of its attributes, with values among parameters and documents as deep as they like', () => {
    fc.assert(
      fc.property(name, members, members, (table, outer, inner) => {
        const written = (all: typeof outer) => all.map(([key, { written }]) => `${quoted(key)} : ${written}`).join(', ')
        const statement = `INSERT INTO "${table}" VALUE {'deep':{${written(inner)}, 'list': [?, <<'a'>>]}, ${written(outer)}}`
        const read = readPartiQl(statement, [...parametersOf(inner), { S: 'in the list' }, ...parametersOf(outer)])
        expect(read).toMatchObject({ kind: 'Insert', table, attributes: ['deep', ...outer.map(([key]) => key)] })
        for (const [key, { meant }] of outer) expect(read?.valuesOf(key)).toEqual([meant])
      }),
    )
  })

  it('that updates, deletes or selects gives the values that its attributes are compared with', () => {
    fc.assert(
      fc.property(name, members, fc.constantFrom('UPDATE', 'DELETE', 'SELECT'), (table, compared, verb) => {
        const where = compared.map(([key, { written }]) => `"${key}"=${written}`).join(' and ')
        const begins = {
          UPDATE: `UPDATE ${table} SET other = ?`,
          DELETE: `DELETE FROM "${table}"`,
          SELECT: `SELECT other FROM ${table}`,
        }
        const first = verb === 'UPDATE' ? [{ S: 'set' }] : []
        const read = readPartiQl(`${begins[verb]} WHERE ${where}`, [...first, ...parametersOf(compared)])
        expect(read).toMatchObject({ table, kind: `${verb[0]}${verb.slice(1).toLowerCase()}` })
        expect(new Set(read?.attributes)).toEqual(
          new Set([...(verb === 'DELETE' ? [] : ['other']), ...compared.map(([key]) => key)]),
        )
        for (const [key, { meant }] of compared) expect(read?.valuesOf(key)).toEqual([meant])
      }),
    )
  })

  it('on an index names it, takes every value of a list, and takes no member of a document for an attribute', () => {
    const statement = `SELECT a.b, c FROM "Table"."byName" WHERE pk IN ['1', ?, '3'] AND size(d) > ? AND e.pk = 'no'`
    const read = readPartiQl(statement, [{ S: '2' }, { N: '4' }])
    expect(read).toMatchObject({ table: 'Table', index: 'byName', attributes: ['a', 'c', 'pk', 'd', 'e'] })
    expect(read?.valuesOf('pk')).toEqual([{ S: '1' }, { S: '2' }, { S: '3' }])
    expect(readPartiQl('DROP TABLE "Table"')).toBeUndefined()
  })
})
