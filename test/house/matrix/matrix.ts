/** The control matrix, the requirements with their risks, and the trace matrix, as docs/ has them. */
import { CHECKS } from '../../../bin/cairn/qualification/checks.ts'
import type { Annotation } from './annotations.ts'
import type { Control, Regulation } from './control.ts'
import { REGULATIONS } from './controls.ts'
import { isRequirement, REQUIREMENTS, type RequirementName } from './requirements.ts'

const MADE_BY = '<!-- Made from the tests: UPDATE_DOCS=1 npm run test:jest -- test/house/matrix -->'

/** What is wrong with the annotations, in sentences. */
export function faultsOf(annotations: readonly Annotation[]): string[] {
  const unknown = annotations.flatMap(({ requirements, file, title }) =>
    requirements
      .filter((name) => !isRequirement(name))
      .map((name) => `${file}, "${title}": there is no requirement ${name}`),
  )
  const shown = new Set(annotations.flatMap(({ requirements }) => requirements))
  const unshown = namesOf()
    .filter((name) => !shown.has(name))
    .map((name) => `No test shows ${name}`)
  const used = new Set<string>(REGULATIONS.flatMap(({ controls }) => controls.flatMap(({ by }) => by)))
  const unused = namesOf()
    .filter((name) => !used.has(name))
    .map((name) => `No regulation asks for ${name}`)
  return [...unknown, ...unshown, ...unused]
}

const namesOf = () => Object.keys(REQUIREMENTS).filter(isRequirement)

export function pagesOf(annotations: readonly Annotation[]): Map<string, string> {
  return new Map([
    ...REGULATIONS.map((regulation) => [regulation.file, regulationPage(regulation)] as const),
    ['docs/qualification/requirements.md', requirementsPage(annotations)],
  ])
}

const page = (lines: readonly string[]) => `${lines.join('\n')}\n`
const cells = (...texts: string[]) => `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`
const head = (...titles: string[]) => [cells(...titles), `|${titles.map(() => '---').join('|')}|`]
const linkTo = (name: string) => `[${name}](qualification/requirements.md#${name})`

function regulationPage({ title, about, controls }: Regulation): string {
  const open = controls.filter(({ open }) => open !== undefined).length
  return page([
    `# ${title}`,
    '',
    MADE_BY,
    '',
    `${about} What it asks is said in our words: read the text itself, and let your QA decide. "Answered by" names requirements;`,
    'behind each are [what Cairn does and the tests that show it](qualification/requirements.md). A requirement without a test fails the build.',
    `Of ${controls.length} points, ${controls.filter(({ by }) => by.length === 0).length} are the customer's alone, and ${open} have something that is not covered yet.`,
    'How to qualify a deployment: [qualification.md](qualification.md).',
    '',
    ...head('Point', 'Asks', 'Answered by', "Customer's duty", 'Not covered yet'),
    ...controls.map(controlRow),
  ])
}

const controlRow = ({ id, asks, by, duty, open = '–' }: Control) =>
  cells(id, asks, by.map(linkTo).join(', ') || '–', duty, open)

function requirementsPage(annotations: readonly Annotation[]): string {
  const names = namesOf()
  return page([
    '# Requirements, risks and trace',
    '',
    MADE_BY,
    '',
    'What this release of Cairn does for records under regulation, what would happen otherwise, and what shows that it does. IQ and OQ are',
    'checks of `cairn qualify` ([qualification.md](../qualification.md)); tests run before each release, on real engines.',
    '',
    '## Risks',
    '',
    'Severity for a record or a person; likelihood without the measure, which is the requirement itself; detection: how likely it is noticed.',
    '',
    ...head('Requirement', 'What could happen', 'Severity', 'Likelihood', 'Detection', 'Tests', 'IQ and OQ'),
    ...names.map((name) => {
      const { harm, severity, likelihood, detection } = REQUIREMENTS[name]
      const counts = [String(testsOf(annotations, name).length), String(checksOf(name).length)]
      return cells(`[${name}](#${name})`, harm, severity, likelihood, detection, ...counts)
    }),
    '',
    '## Trace',
    ...names.flatMap((name) => traceOf(annotations, name)),
  ])
}

const testsOf = (annotations: readonly Annotation[], name: string) =>
  annotations.filter(({ requirements }) => requirements.includes(name))

const checksOf = (name: string) => Object.entries(CHECKS).filter(([, { requirement }]) => requirement === name)

function traceOf(annotations: readonly Annotation[], name: RequirementName): string[] {
  const asked = REGULATIONS.map(({ title, controls }) => {
    const points = controls.filter(({ by }) => by.includes(name)).map(({ id }) => id)
    return points.length === 0 ? undefined : `${title}: ${points.join(', ')}`
  }).filter((text) => text !== undefined)
  const checks = checksOf(name).map(([check, { phase, expected }]) => `- ${phase.toUpperCase()} ${check}: ${expected}`)
  const tests = testsOf(annotations, name).map(({ file, title }) => `- \`${file}\`: ${title}`)
  const text = `Cairn ${REQUIREMENTS[name].does}. Asked by ${asked.join('; ')}.`
  return ['', `### ${name}`, '', text, '', ...checks, ...tests]
}
