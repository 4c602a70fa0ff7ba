/** What a sender needs to be told, in its own words. Code is the same in all languages. Pure. */
import type { SenderName } from './search.ts'

export type Place = { endpoint: string; key: string; secret: string }

const STATEMENT = {
  actor: { name: 'Ada Lovelace', mbox: 'mailto:ada@example.org' },
  verb: { id: 'http://adlnet.gov/expapi/verbs/completed', display: { en: 'completed' } },
  object: { id: 'https://example.org/courses/first', definition: { name: { en: 'My first course' } } },
}

/** What the page itself sends, and curl does. */
export const firstStatement = (): string => JSON.stringify(STATEMENT)

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
const literal = (text: string) => JSON.stringify(text)

const CODE: { [name in SenderName]?: (place: Place) => string } = {
  curl: ({ endpoint, key, secret }) =>
    [
      `curl -u ${quoted(`${key}:${secret}`)} ${quoted(`${endpoint}/statements`)} \\`,
      "  -H 'X-Experience-API-Version: 1.0.3' -H 'Content-Type: application/json' \\",
      `  -d ${quoted(firstStatement())}`,
    ].join('\n'),
  python: ({ endpoint, key, secret }) =>
    [
      'import requests',
      '',
      'statement = {',
      ...Object.entries(STATEMENT).map(([name, value]) => `    ${literal(name)}: ${JSON.stringify(value)},`),
      '}',
      'response = requests.post(',
      `    ${literal(`${endpoint}/statements`)},`,
      `    auth=(${literal(key)}, ${literal(secret)}),`,
      '    headers={"X-Experience-API-Version": "1.0.3"},',
      '    json=statement,',
      ')',
      'response.raise_for_status()',
      'print(response.json())',
    ].join('\n'),
  tincan: ({ endpoint, key, secret }) =>
    [
      'const lrs = new TinCan.LRS({',
      `  endpoint: ${literal(`${endpoint}/`)},`,
      `  username: ${literal(key)},`,
      `  password: ${literal(secret)},`,
      '  allowFail: false,',
      '})',
      `const statement = new TinCan.Statement(${JSON.stringify(STATEMENT, null, 2)})`,
      'lrs.saveStatement(statement, { callback: (error) => console.log(error ?? "sent") })',
    ].join('\n'),
  cmi5: ({ endpoint, key, secret }) => {
    const actor = { account: { homePage: 'https://example.org', name: 'ada' } }
    const parameters = {
      endpoint: `${endpoint}/`,
      fetch: 'https://…/cmi5/fetch?token=…',
      actor: JSON.stringify(actor),
      registration: '6b28a0c9-1f3a-4a0e-9d5c-000000000001',
      activityId: 'https://example.org/courses/first',
    }
    return [
      '# The LMS asks for a launch, and opens the content with what is answered:',
      `#   POST /admin/v1/tenants/…/launches, or  npx cairn launch …`,
      '# The content gets a token of its own by its fetch URL: no key and secret are in it.',
      `# The LMS itself stores statements with  ${key} : ${secret.replaceAll(/./g, '•')}`,
      '',
      ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`),
    ].join('\n')
  },
}

/** Undefined where a sender is told by forms. */
export const codeFor = (sender: SenderName, place: Place): string | undefined => CODE[sender]?.(place)
