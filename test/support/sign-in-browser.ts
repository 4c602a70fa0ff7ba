/** Somebody with a browser at the local issuer: pages, forms, cookies and redirects, by HTTP alone. */

type Page = { address: string; status: number; text: string }

export function openBrowser() {
  const cookies = new Map<string, string>()

  /** @returns the page at the end of all redirects */
  async function go(address: string, form?: { [name: string]: string }): Promise<Page> {
    const Cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(address, {
      redirect: 'manual',
      headers: { Cookie },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const next = response.headers.get('location')
    if (next !== null) return go(new URL(next, address).href)
    return { address, status: response.status, text: await response.text() }
  }

  /** The fields that a page's form has already, and those that somebody fills in. */
  const send = ({ address, text }: Page, fields: { [name: string]: string } = {}) => {
    const hidden = Array.from(
      text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g),
      ([, name, value]) => [name, value],
    )
    const action = /<form[^>]* action="([^"]+)"/.exec(text)?.[1] ?? address
    return go(new URL(action, address).href, { ...Object.fromEntries(hidden), ...fields })
  }

  const signIn = async (address: string, name: string, password = name) => send(await go(address), { name, password })

  return { go, send, signIn }
}
