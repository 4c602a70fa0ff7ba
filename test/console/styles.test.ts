/** The styles know start and end, not left and right: a language from right to left needs its attribute and nothing else. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'

const CONSOLE = join(import.meta.dirname, '../../console')
const PHYSICAL = [
  /^(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:top|right|bottom|left)\b/,
  /^(?:top|right|bottom|left|float|clear|width|height|(?:min|max)-(?:width|height))$/,
  /^overflow-[xy]$/,
  /^border-(?:top|bottom)-(?:left|right)-radius$/,
]
const OF_SIDES = /^(?:left|right)\b/
/** Scrolling in the direction of lines has two names, and older browsers know this one. */
const ALLOWED = new Set(['overflow-x: auto'])

const declarations = globSync('**/*.css', { cwd: CONSOLE }).flatMap((file) =>
  [...readFileSync(join(CONSOLE, file), 'utf8').matchAll(/(?<=[{;]\s*)([a-z-]+):\s*([^;{}]+);/g)].map(
    ([, name = '', value = '']) => ({ file, name, value: value.trim() }),
  ),
)

describe('the styles of the console', () => {
  it('have a few hundred declarations, and none of them names a physical side', () => {
    expect(declarations.length).toBeGreaterThan(600)
    const physical = declarations.filter(
      ({ name, value }) => PHYSICAL.some((one) => one.test(name)) || (name === 'text-align' && OF_SIDES.test(value)),
    )
    expect(physical.filter(({ name, value }) => !ALLOWED.has(`${name}: ${value}`))).toEqual([])
  })

  it('take away the outline of nothing that Tab reaches', () => {
    const without = declarations.filter(({ name, value }) => name === 'outline' && value === 'none')
    expect(without.map(({ file }) => file)).toEqual(['styles/shell.css'])
  })

  it('have no colour but the tokens and those of the system', () => {
    const colours = declarations.filter(
      ({ file, name, value }) =>
        file !== 'styles/tokens.css' && !name.startsWith('--') && /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)\(/i.test(value),
    )
    expect(colours.map(({ file, value }) => `${file}: ${value}`)).toEqual(['styles/parts.css: rgb(8 16 16 / 0.45)'])
  })
})
