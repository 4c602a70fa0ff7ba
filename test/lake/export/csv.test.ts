/** CSV that spreadsheets show and do not run, and from which every text comes back as it was. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { countCsv, toCsv } from '../../../lambdas/lake/export/csv.ts'

const TEXT = { name: 'text', parquet: 'string' }

/** RFC 4180, as its own reader: quoted cells as texts, NULL where nothing stands. */
function readCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = []
  let row: (string | null)[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(,|\r\n)/gy
  for (let found = cell.exec(text); found !== null; found = cell.exec(text)) {
    const [, quoted, plain, end] = found
    row.push(quoted === undefined ? plain || null : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}

/** What a reader does who wants the texts back. */
const restored = (cell: string | null | undefined) => cell?.replace(/^'/, '') ?? null

describe('a cell of an export', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '\ufeff=1', '＝1', "'=1", "'"])(
    'that a spreadsheet might run, or that begins with an apostrophe, gets one in front: %j',
    (text) => {
      const [, [cell] = []] = readCsv(toCsv([TEXT], [{ text }]))
      expect([cell, restored(cell)]).toEqual([`'${text}`, text])
    },
  )

  it('is left alone where it is a number, a boolean, a time or a plain text, and NULL is no empty text', () => {
    const columns = [
      { name: 'double', parquet: 'double' },
      { name: 'boolean', parquet: 'boolean' },
      { name: 'time', parquet: 'timestamp(micros)' },
      TEXT,
      { name: 'none', parquet: 'string' },
      { name: 'empty', parquet: 'string' },
      { name: 'list', parquet: 'list<string>' },
      { name: 'map', parquet: 'map<string,string>' },
    ]
    const time = BigInt(Date.parse('2026-11-21T09:00:00.500Z')) * 1000n
    const map = new Map([['http://x', '"=1"']])
    const row = { double: -0.5, boolean: false, time, text: 'a "b", c', none: null, empty: '', list: ['=1'], map }
    expect(toCsv(columns, [row]).split('\r\n')[1]).toBe(
      '-0.5,false,2026-11-21T09:00:00.500Z,"a ""b"", c",,"","[""=1""]","{""http://x"":""\\""=1\\""""}"',
    )
  })

  it('comes back as it was, whatever it is, and never begins as a formula', () => {
    const start = fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', '\n', "'", ' =', '"', ',', '＝')
    const text = fc.tuple(start, fc.string({ unit: 'binary' })).map(([head, tail]) => head + tail)
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), (texts) => {
        const csv = toCsv(
          [TEXT],
          texts.map((text) => ({ text })),
        )
        const cells = readCsv(csv)
          .slice(1)
          .map(([cell]) => cell)
        expect(cells.map(restored)).toEqual(texts)
        for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/)
        expect(countCsv(csv)).toBe(texts.length)
      }),
      { numRuns: 300 },
    )
  })
})
