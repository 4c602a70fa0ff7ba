/** What a page that shows hostile texts must not have: anything that ran, elements or links made of data, turned neighbours. */
import type { Page } from 'playwright-core'

/** Before anything of the page: `ran()` is what the texts call. */
export async function watchForRunning(page: Page): Promise<string[]> {
  const ran: string[] = []
  page.on('dialog', (dialog) => {
    ran.push(dialog.message())
    void dialog.dismiss()
  })
  await page.exposeFunction('ran', () => ran.push('ran()'))
  return ran
}

/** @returns what is wrong, in words */
export const harmIn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const FORBIDDEN =
      'body script:not([src^="/"]), iframe, object, embed, body link, body style, body meta, base, form[action], video, audio'
    const found = [...document.querySelectorAll(FORBIDDEN)].map((one) => `an element: ${one.outerHTML.slice(0, 200)}`)
    for (const image of document.querySelectorAll('img'))
      if (new URL(image.src).origin !== location.origin) found.push(`a picture: ${image.src.slice(0, 200)}`)
    for (const link of document.querySelectorAll('a')) {
      const isOwn = link.origin === location.origin && /^https?:$/.test(link.protocol)
      const isSafe = link.protocol === 'https:' && link.relList.contains('noreferrer')
      if (link.href !== '' && !isOwn && !isSafe) found.push(`a link: ${link.href.slice(0, 200)}`)
    }
    for (const element of document.querySelectorAll('*'))
      for (const { name } of element.attributes) if (/^on/i.test(name)) found.push(`a handler: ${name}`)
    return found
  })

/**
 * Where a value turns the text beside it, by the rules of Unicode (UAX 9): what it opens must be closed before anything of
 * another node, or behind its own end (`¶`). An element that isolates does it by characters too, which a value could close.
 * @returns the places
 */
export const turnedNeighbours = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    type Piece = { of: Node; text: string; isOurs: boolean }
    const CONTROLS = /[\u202A-\u202E\u2066-\u2069]/
    const isInline = (element: Element) => {
      if (element.localName === 'text') return false
      return /^(inline|contents)$/.test(getComputedStyle(element).display)
    }
    const piecesOf = (node: Node): Piece[] => {
      if (node instanceof Text) {
        const breaks = node.parentElement !== null && /^pre/.test(getComputedStyle(node.parentElement).whiteSpace)
        return [{ of: node, text: breaks ? node.data : node.data.replaceAll('\n', ' '), isOurs: false }]
      }
      if (!(node instanceof Element)) return []
      const inner = () => [...node.childNodes].flatMap(piecesOf)
      if (node.localName === 'title') return []
      if (node.localName === 'br') return [{ of: node, text: '\u2029', isOurs: true }]
      if (!isInline(node)) return [{ of: node, text: '\uFFFC', isOurs: true }]
      const isolates = /isolate|plaintext/.test(getComputedStyle(node).unicodeBidi)
      if (!isolates) return inner()
      return [{ of: node, text: '\u2068', isOurs: true }, ...inner(), { of: node, text: '\u2069', isOurs: true }]
    }
    const wrongIn = (box: Element): string | undefined => {
      let open: { of: Node; isOurs: boolean; isIsolate: boolean }[] = []
      const ended = new Set<Node>()
      for (const { of, text, isOurs } of [...box.childNodes].flatMap(piecesOf))
        for (const one of text) {
          if (/[\n\u2029]/.test(one)) open = []
          else if (/[\u2066-\u2068]/.test(one)) open.push({ of, isOurs, isIsolate: true })
          else if (/[\u202A\u202B\u202D\u202E]/.test(one)) open.push({ of, isOurs, isIsolate: false })
          else if (one === '\u202C' && open.at(-1)?.isIsolate === false) open.pop()
          else if (one === '\u2069') {
            const at = open.findLastIndex(({ isIsolate }) => isIsolate)
            if (at >= 0 && open[at]?.isOurs && !isOurs) return 'closes what isolates it'
            if (at >= 0) open = open.slice(0, at)
          } else if (one === '¶') ended.add(of)
          else if (/\S/.test(one)) {
            const by = open.find((control) => !control.isOurs && (control.of !== of || ended.has(of)))
            if (by) return `turns ${JSON.stringify(text.slice(0, 40))}`
          }
        }
      return undefined
    }
    const boxes = new Set<Element>()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      let box = node.parentElement
      if (box === null || box.localName === 'title' || !CONTROLS.test((node as Text).data) || !box.checkVisibility())
        continue
      while (box.parentElement !== null && isInline(box)) box = box.parentElement
      boxes.add(box)
    }
    return [...boxes].flatMap((box) => {
      const wrong = wrongIn(box)
      return wrong === undefined
        ? []
        : [`${box.localName}.${box.getAttribute('class')} ${wrong}: ${JSON.stringify(box.textContent?.slice(0, 120))}`]
    })
  })

/** WCAG 1.4.10, from left to right and from right to left. @returns what is wider than the window */
export async function overflowAt320(page: Page): Promise<string[]> {
  const before = page.viewportSize() ?? { width: 1280, height: 720 }
  await page.setViewportSize({ width: 320, height: 720 })
  const found: string[] = []
  for (const direction of ['rtl', 'ltr']) {
    const width = await page.evaluate(async (dir) => {
      document.documentElement.dir = dir
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
      return document.documentElement.scrollWidth
    }, direction)
    if (width > 320) found.push(`${width} px wide at 320 px, ${direction}`)
  }
  await page.setViewportSize(before)
  return found
}

/**
 * Of the texts those that no element has, character for character; a list is scrolled to its end meanwhile. They go to the
 * page and back as JSON, since halves of surrogate pairs do not survive the way otherwise.
 */
export async function missingFrom(page: Page, selector: string, texts: readonly string[]): Promise<string[]> {
  const missing = await page.evaluate(
    async ([where = '', json = '[]']) => {
      const wanted = new Set<string>(JSON.parse(json))
      const scroller = document.querySelector(where)?.closest('.virtual')
      for (let rest = 500; rest > 0 && wanted.size > 0; rest -= 1) {
        const seen = [...document.querySelectorAll(where)].map((element) => element.textContent ?? '')
        for (const text of wanted) if (seen.some((one) => one.includes(text))) wanted.delete(text)
        if (!scroller) break
        scroller.scrollTop += scroller.clientHeight / 2
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
      }
      return JSON.stringify([...wanted])
    },
    [selector, JSON.stringify(texts)],
  )
  return JSON.parse(missing)
}
