/** The kinds of list: their names, keys and features. */
import { describe, expect, it } from '@jest/globals'
import { fingerprint } from '../../../lambdas/database/fingerprint.ts'
import { kindOfTerm, LISTS, listOf, listPartition } from '../../../lambdas/statements/index/lists.ts'
import { FEATURE } from '../../../lambdas/statements/index/term-number.ts'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'

const [one, two] = [fingerprint('http://example.org/one'), fingerprint('http://example.org/two')]

describe('the kinds of list', () => {
  it('have keys that are stored, and words that operators use', () => {
    expect(Object.values(LISTS).map(({ word, key }) => [word, key])).toEqual([
      ['all', 'ALL'],
      ['verb', 'V'],
      ['agent', 'A'],
      ['activity', 'C'],
      ['verb+activity', 'VC'],
      ['registration', 'R'],
      ['related-agent', 'AR'],
      ['related-activity', 'CR'],
    ])
  })

  it('name a list by its values, two of them by one fingerprint', () => {
    expect(listOf(LISTS.all)).toBe('ALL|')
    expect(listOf(LISTS.verb, one)).toBe(`V|${one}`)
    expect(listOf(LISTS.verbAndActivity, one, two)).toBe(`VC|${fingerprint(`${one}${two}`)}`)
  })

  it('are found by a term, unless it is an authority or an activity that stands everywhere', () => {
    expect(kindOfTerm(FEATURE.relatedAgent, one)).toBe(LISTS.relatedAgent)
    expect(kindOfTerm(FEATURE.relatedActivity, one)).toBe(LISTS.relatedActivity)
    expect(kindOfTerm(FEATURE.authority, one)).toBeUndefined()
    const cmi5 = fingerprint('https://w3id.org/xapi/cmi5/context/categories/cmi5')
    expect(kindOfTerm(FEATURE.relatedActivity, cmi5)).toBeUndefined()
    expect(kindOfTerm(FEATURE.activity, cmi5)).toBe(LISTS.activity)
  })

  it('keep a list that was never sharded under its plain name', () => {
    const tenant = tenantId('acme')
    expect(listPartition(tenant, listOf(LISTS.all))).toBe('acme|ALL|')
    expect(listPartition(tenant, listOf(LISTS.verb, one), 3)).toBe(`acme|V|${one}|3`)
  })
})
