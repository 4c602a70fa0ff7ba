/** The page that says what answers here: no scripts, nothing from elsewhere, and a policy that forbids both. */
import { hash } from 'node:crypto'

export type Welcome = {
  name: string
  version: string
  status: 'ok' | 'failing'
  endpoint: string
  xapi: string[]
  links: { [name: string]: string }
}

const STYLE = `:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color:#1d2327;background:#fff}
h1{font-size:1.6rem;margin:0}dt{font-weight:600;margin-top:.8rem}dd{margin:0}code{overflow-wrap:anywhere}a{color:#0b5cad}
@media (prefers-color-scheme:dark){body{color:#e6e8ea;background:#16191c}a{color:#8ec2ff}}`

/** Headers of the page. The style is allowed by its own hash, so nothing that is put into the page could add to it. */
export const PAGE_POLICY = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
}

const ESCAPES: { [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '')

export function toPage({ name, version, status, endpoint, xapi, links }: Welcome): string {
  const list = Object.entries(links).map(([text, href]) => `<a href="${escaped(href)}">${escaped(text)}</a>`)
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(name)}</title><style>${STYLE}</style></head>
<body>
<h1>${escaped(name)} ${escaped(version)}</h1>
<p>A Learning Record Store. Configure your xAPI client with the endpoint below and the key and secret that its operator gave you.</p>
<dl>
<dt>Endpoint</dt><dd><code>${escaped(endpoint)}</code></dd>
<dt>xAPI versions</dt><dd>${escaped(xapi.join(', '))}</dd>
<dt>Health</dt><dd>${status === 'ok' ? 'ok' : 'failing: some part of the store does not answer'}</dd>
<dt>More</dt><dd>${list.join(' · ')}</dd>
</dl>
</body>
</html>
`
}
