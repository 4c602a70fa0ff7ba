/** Somebody with a keyboard and nothing else. Wherever the focus stops on the way it must be seen, and it is never lost. */
import { expect } from '@jest/globals'
import type { Page } from 'playwright-core'

export type Keys = {
  /** Tab until something of this role and name has the focus. */
  to(role: string, name: string | RegExp): Promise<void>
  /** To it, and Enter. */
  press(role: string, name: string | RegExp): Promise<void>
  /** To a field, and a text into it. */
  fill(role: string, name: string | RegExp, text: string): Promise<void>
  /** To a `select`, and the arrows to one of its choices. */
  choose(name: string | RegExp, choice: string): Promise<void>
  key(name: string): Promise<void>
  /** A dialog or menu is gone, and the focus is somewhere all the same. */
  kept(): Promise<void>
}

const MOST_STOPS = 250

type Stop = { role: string; name: string; isSeen: boolean }

export function keysOf(page: Page): Keys {
  const key = (name: string) => page.keyboard.press(name)
  const to: Keys['to'] = async (role, name) => {
    const wanted = typeof name === 'string' ? (text: string) => text === name : (text: string) => name.test(text)
    const passed: string[] = []
    for (let stop = await stopOf(page); passed.length < MOST_STOPS; stop = await stopOf(page)) {
      if (stop.role === role && wanted(stop.name)) return
      passed.push(`${stop.role} ${stop.name}`)
      await key('Tab')
      const next = await stopOf(page)
      if (!next.isSeen) throw new Error(`the focus is not seen at ${next.role} ${next.name}`)
    }
    throw new Error(`Tab does not lead to ${role} ${name}, but to ${passed.slice(0, 40).join(', ')}`)
  }
  const press: Keys['press'] = async (role, name) => {
    await to(role, name)
    await key('Enter')
  }
  return {
    ...{ key, to, press },
    async fill(role, name, text) {
      await to(role, name)
      await page.keyboard.type(text)
    },
    async choose(name, choice) {
      await to('select', name)
      await key('Home')
      for (let tries = 0; tries < 20; tries += 1) {
        const chosen = await page.evaluate(() => (document.activeElement as HTMLSelectElement).selectedOptions[0]?.text)
        if (chosen === choice) return
        await key('ArrowDown')
      }
      throw new Error(`${name} has no ${choice}`)
    },
    async kept() {
      await page.waitForFunction(() => document.querySelector('dialog[open], :popover-open') === null)
      // What is read anew may take away what had the focus.
      await page.waitForTimeout(300)
      expect(await page.evaluate(() => document.activeElement?.localName)).not.toBe('body')
    },
  }
}

/** What has the focus, and whether somebody sees that it has. */
const stopOf = (page: Page): Promise<Stop> =>
  page.evaluate(() => {
    const element = document.activeElement
    // After a step to another view the content has it as a whole, which Tab leaves.
    if (element === null || element === document.body || element.id === 'content')
      return { role: '', name: '', isSeen: true }
    const labelled = element.getAttribute('aria-labelledby')
    const label =
      element.getAttribute('aria-label') ??
      (labelled === null ? null : document.getElementById(labelled)?.textContent) ??
      document.querySelector(`label[for="${CSS.escape(element.id || '-')}"]`)?.textContent ??
      element.closest('label')?.textContent ??
      element.textContent ??
      ''
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element)
    const isOutlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1 && outlineColor !== 'transparent'
    const { width, height } = element.getBoundingClientRect()
    const types: { [name: string]: string } = { a: 'link', button: 'button', summary: 'summary', textarea: 'textbox' }
    const ofInput =
      element instanceof HTMLInputElement && /radio|checkbox/.test(element.type) ? element.type : 'textbox'
    const role =
      element.role ?? types[element.localName] ?? (element.localName === 'input' ? ofInput : element.localName)
    return { role, name: label.trim(), isSeen: isOutlined && width > 0 && height > 0 }
  })
