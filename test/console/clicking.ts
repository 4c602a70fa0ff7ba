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
  type Opened = { opener: string; depth: number; open: number; begin: State }
  const exploreOpened = async ({ opener, depth, open, begin }: Opened): Promise<State> => {
    const before = clicked.length
    const left = await explore(depth, begin)
    if (left.open > open) {
      await page.keyboard.press('Escape')
      const closed = await calm(page)
      if (closed.open > open) throw new Error(`${opener}: Escape does not close what it opened`)
      return closed
    }
    // Something in it has closed it: it is opened again for the rest.
    if (clicked.length === before) return left
    await back()
    if (depth > 2 || (await next(opener)) === undefined) return stateOf(page)
    const again = await calm(page)
    return again.open > open ? exploreOpened({ opener, depth, open, begin: again }) : again
  }
  /** @returns the state that it leaves */
  const explore = async (depth: number, begin: State): Promise<State> => {
    for (let before = begin; ; ) {
      const name = await next()
      if (name === undefined) return before
      clicked.push(name)
      let after = await calm(page)
      if (after.open > before.open && depth < DEEPEST)
        after = await exploreOpened({ opener: name, depth: depth + 1, open: before.open, begin: after })
      if (depth > 1 && after.open < before.open) return after
      if (depth === 1 && after.address !== before.address) {
        await back()
        after = await stateOf(page)
      }
      before = after
    }
  }
  await explore(1, await stateOf(page))
}

/** How many dialogs and menus are open, one on another. */
type State = { open: number; address: string }

const stateOf = (page: Page): Promise<State> => calm(page, 0)

/** How it is some frames later, once nothing is on its way any more. */
const calm = (page: Page, frames = 2): Promise<State> =>
  page.evaluate(async (least) => {
    const BUSY = 'main [aria-busy="true"], dialog [aria-busy="true"]'
    const until = performance.now() + 30_000
    for (let frame = 0; frame < least || document.querySelector(BUSY) !== null; frame++) {
      if (performance.now() > until) throw new Error('the page stays busy')
      await new Promise((done) => requestAnimationFrame(done))
    }
    return { open: document.querySelectorAll('dialog[open], :popover-open').length, address: location.href }
  }, frames)

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
      const label = element.closest('label') ?? (element as HTMLInputElement).labels?.[0]
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
