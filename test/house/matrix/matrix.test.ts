/** The control matrix is made from the tests: what no test shows is claimed nowhere. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { CHECKS } from '../../../bin/cairn/qualification/checks.ts'
import { annotationsIn, readAnnotations } from './annotations.ts'
import { faultsOf, pagesOf } from './matrix.ts'
import { isRequirement } from './requirements.ts'

const ROOT = join(import.meta.dirname, '../../..')
const annotations = readAnnotations()
const pages = pagesOf(annotations)

describe('the control matrix', () => {
  it('has a test for each requirement, and no test for one that does not exist', () => {
    expect(faultsOf(annotations)).toEqual([])
    expect(Object.values(CHECKS).filter(({ requirement }) => !isRequirement(requirement))).toEqual([])
  })

  // UPDATE_DOCS=1 writes them.
  it.each([...pages.keys()])('is printed in %s', (file) => {
    const path = join(ROOT, file)
    if (process.env.UPDATE_DOCS) {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, pages.get(file) ?? '')
    }
    expect(readFileSync(path, 'utf8')).toBe(pages.get(file))
  })

  it('names what has no test, and what no requirement is', () => {
    const some = annotations.filter(({ requirements }) => !requirements.includes('encrypted'))
    const other = { requirements: ['encripted'], file: 'test/a.test.ts', title: 'is safe' }
    expect(faultsOf([...some, other])).toEqual([
      'test/a.test.ts, "is safe": there is no requirement encripted',
      'No test shows encrypted',
    ])
  })

  it('reads titles however they are written, and refuses a comment without a test', () => {
    const text = [
      '// @control a b',
      'it.each(Object.keys({ x: [] }))(',
      "  'it\\'s %s',",
      '  // @control c',
      '  describe("d", () => {',
    ]
    expect(annotationsIn('f', text.join('\n'))).toEqual([
      { requirements: ['a', 'b'], file: 'f', title: "it's %s" },
      { requirements: ['c'], file: 'f', title: 'd' },
    ])
    expect(() => annotationsIn('f', '// @control a\nconst b = 1')).toThrow('f:1: no test follows @control a')
  })
})
