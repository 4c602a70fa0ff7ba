/** What a tenant may be called: nothing that means something in a key, a prefix, a policy or a path. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { tenantId, tenantOfKey } from '../../lambdas/tenancy/tenant-id.ts'

describe('a tenant’s id', () => {
  it.each(['a', '0', 'acme', 'acme-2', 'a--b', 'x'.repeat(63)])('may be %s', (text) => {
    expect(tenantId(text)).toBe(text)
  })

  it.each([
    ...['', '-a', 'x'.repeat(64), 'Acme', 'acme ', 'acme\n', '\nacme', 'acme\0', 'a|b', 'a/b', '../a', 'a.b', 'a_b'],
    ...['*', 'a*', 'a?', '$a', `\${aws:username}`, 'a,b', 'a=b', 'a@b', 'a:b', 'a%7Cb', "a'b", 'a"b', 'a\\b'],
    // Look-alikes: Cyrillic, full width, combining, digits of another script, a soft hyphen, joiners, other hyphens.
    ...['асме', 'ａcme', 'ácme', 'a\u0301cme', 'acme٢', 'ac\u00adme', 'ac\u200dme', 'acme‐2', 'acme–2', 'ıd', 'ſ'],
  ])('may not be %j', (text) => {
    expect(() => tenantId(text)).toThrow("A tenant's id must match")
  })

  it('is read from a key as it was written, and no two tenants have a key in common (property)', () => {
    const id = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/)
    fc.assert(
      fc.property(id, id, fc.string(), (one, two, rest) => {
        expect(tenantOfKey(`${tenantId(one)}|${rest}`)).toBe(one)
        if (one !== two) expect(`${one}|${rest}`.startsWith(`${two}|`)).toBe(false)
      }),
    )
  })

  it('has no other characters, whatever is tried (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let accepted: string | undefined
        try {
          accepted = tenantId(text)
        } catch {
          return
        }
        expect(accepted).toMatch(/^[a-z0-9-]{1,63}$/)
      }),
      { numRuns: 1_000 },
    )
  })
})
