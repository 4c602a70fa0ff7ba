/**
 * Clicks everything of a view: what can be clicked, and what is in the menus and dialogs that open by that. Of rows that are
 * alike some are enough. What destroys is only opened, since its dialog wants a reason; nobody is signed out.
 */
import type { Page } from 'playwright-core'

/** Of things that look alike and have different names: of rows, and of others, such as the choices of a form. */
const MOST_ALIKE = { rows: 3, others: 12 }
/** A view, its menu or dialog, and what opens out of that. */
const DEEPEST = 3

/**
 * @param within where the things are: a selector
 * @param clicked the names of what was clicked already, which grows
 * @param back to the view as its address has it
 */
export async function clickEverything(
  page: Page,
  { within, clicked, back }: { within: string; clicked: string[]; back: () => Promise<void> },
): Promise<void> {
  const next = (again?: string) => clickNext(page, { within, clicked, most: MOST_ALIKE, again: again ?? '' })
  const exploreOpened = async (opener: string, depth: number, open: number): Promise<void> => {
    const before = clicked.length
    await explore(depth)
    if ((await stateOf(page)).open > open) {
      await page.keyboard.press('Escape')
      await calm(page)
      if ((await stateOf(page)).open > open) throw new Error(`${opener}: Escape does not close what it opened`)
      return
    }
    // Something in it has closed it: it is opened again for the rest.
    if (clicked.length === before) return
    await back()
    if (depth > 2 || (await next(opener)) === undefined) return
    await calm(page)
    if ((await stateOf(page)).open > open) await exploreOpened(opener, depth, open)
  }
  const explore = async (depth: number): Promise<void> => {
    for (;;) {
      const before = await stateOf(page)
      const name = await next()
      if (name === undefined) return
      clicked.push(name)
      await calm(page)
      const after = await stateOf(page)
      if (after.open > before.open && depth < DEEPEST) await exploreOpened(name, depth + 1, before.open)
      if (depth > 1 && (await stateOf(page)).open < before.open) return
      if (depth === 1 && (await stateOf(page)).address !== before.address) await back()
    }
  }
  await explore(1)
}

type State = { open: number; address: string }

/** How many dialogs and menus are open, one on another. */
const stateOf = (page: Page): Promise<State> =>
  page.evaluate(() => ({
    open: document.querySelectorAll('dialog[open], :popover-open').length,
    address: location.href,
  }))

/** Nothing is on its way any more. */
async function calm(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  await page.waitForFunction(
    () => document.querySelector('main [aria-busy="true"], dialog [aria-busy="true"]') === null,
  )
}

type Next = { within: string; clicked: readonly string[]; most: { rows: number; others: number }; again: string }

/**
 * In the dialog or menu that is on top, else in the view; what closes it comes last.
 * @returns what was clicked, if there was anything
 */
const clickNext = (page: Page, next: Next): Promise<string | undefined> =>
  page.evaluate(({ within, clicked, most, again }) => {
    const CLICKABLE = 'button, summary, a[href], [role=option], input[type=checkbox], input[type=radio], select'
    const [FORBIDDEN, CLOSES] = [/^(Sign out|Abmelden)$/, / (Close|Cancel)$/]
    const opened = [...document.querySelectorAll('dialog[open], :popover-open')].at(-1)
    const scopes = opened ? [opened] : [...document.querySelectorAll(within)]
    const title = opened?.getAttribute('aria-label') ?? opened?.querySelector('h2')?.textContent ?? 'view'
    const nameOf = (element: Element) => {
      const label = element.closest('label') ?? document.querySelector(`label[for="${CSS.escape(element.id || '-')}"]`)
      const text = element.getAttribute('aria-label') ?? (label ?? element).textContent ?? ''
      return `${title} > ${element.role ?? element.localName} ${text.trim().slice(0, 60)}`
    }
    /** The way to it, without the names of anything: what has the same is alike. */
    const shapeOf = (element: Element) => {
      const way: string[] = []
      for (let at: Element | null = element; at !== null && !scopes.includes(at); at = at.parentElement)
        way.push(`${at.localName}.${at.getAttribute('class') ?? ''}`)
      return way.join(' < ')
    }
    const alike = new Map<string, number>()
    const maySelect = (element: HTMLElement) => {
      const [name, shape] = [nameOf(element), shapeOf(element)]
      const count = alike.get(shape) ?? 0
      alike.set(shape, count + 1)
      if (again !== '') return name === again
      const limit = element.closest('table, [role=listbox], ul, ol') ? most.rows : most.others
      if (count >= limit || clicked.includes(name) || !element.checkVisibility() || element.matches(':disabled'))
        return false
      if (FORBIDDEN.test(element.textContent?.trim() ?? '')) return false
      // What it does is done; to open it was enough.
      if (opened?.localName === 'dialog' && element.matches('[data-kind=danger]')) return false
      return !(element instanceof HTMLAnchorElement) || element.origin === location.origin
    }
    const all = scopes.flatMap((scope) => [...scope.querySelectorAll<HTMLElement>(CLICKABLE)])
    const found = all.filter(maySelect)
    const element = found.find((one) => !CLOSES.test(nameOf(one))) ?? found[0]
    if (element === undefined) return undefined
    const name = nameOf(element)
    element.focus()
    element.click()
    if (element instanceof HTMLSelectElement) {
      const set = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value')?.set
      for (const value of [element.options[element.options.length - 1]?.value, element.value]) {
        set?.call(element, value)
        element.dispatchEvent(new Event('change', { bubbles: true }))
      }
    }
    return name
  }, next)
