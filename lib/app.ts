/** The CDK app: which stacks there are, and the checks that every synthesis runs. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { App, DefaultStackSynthesizer, type IReusableStackSynthesizer, Validations } from 'aws-cdk-lib'
import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { AwsSolutionsChecks } from 'cdk-nag'
import { ApiStack } from './api-stack.ts'
import type { Bundles } from './bundle.ts'
import { ConsoleStack } from './console-stack.ts'
import { DataStack } from './data-stack.ts'
import { EvidenceStack } from './evidence-stack.ts'
import { LakeStack } from './lake-stack.ts'
import { acknowledgeConsole, acknowledgeExceptions, acknowledgePeople } from './nag-exceptions.ts'
import { PeopleStack } from './people-stack.ts'
import { readSettings, type Settings } from './settings.ts'

/** What is not given is taken from the context (`-c name=value`), or is the default. */
export type AppProps = Partial<Settings> & { bundles: Bundles; consoleFiles: string; outdir?: string }

const PEOPLE = { description: 'Cairn: the people who sign in' }

/** @throws SettingError */
export function createApp({ bundles, consoleFiles, outdir, ...given }: AppProps): App {
  const app = new App({
    ...(outdir && { outdir }),
    analyticsReporting: false,
    context: FLAGS,
    // The rule would bring an SSM parameter into each template; the `cdk` command checks the version itself.
    defaultStackSynthesizer: new DefaultStackSynthesizer({
      generateBootstrapVersionRule: false,
    }) as IReusableStackSynthesizer,
  })
  const settings = readSettings((name) => given[name as keyof Settings] ?? app.node.tryGetContext(name))
  const { cell, lakeWindowSeconds, lakeCompaction, lakeKeepMinutes, lakeScanLimitGb } = settings
  const prefix = `Cairn${cell}`
  const data = new DataStack(app, `${prefix}Data`, {
    description: 'Cairn: tables, stream, buckets',
    stream: { mode: settings.stream, days: settings.streamDays },
    evidence: { lock: settings.evidenceLock, years: settings.evidenceYears },
  })
  const people = settings.issuer === '' ? new PeopleStack(app, `${prefix}People`, PEOPLE) : undefined
  const api = new ApiStack(app, `${prefix}Api`, {
    description: 'Cairn: HTTP API and its functions',
    bundles,
    data,
    signIn: people ?? settings,
    lake: { workgroup: `${prefix}Lake`, database: prefix.toLowerCase() },
  })
  const lake = new LakeStack(app, `${prefix}Lake`, {
    description: 'Cairn: the lake and its writer',
    bundles,
    data,
    databaseName: prefix.toLowerCase(),
    windowSeconds: lakeWindowSeconds,
    compaction: { interval: lakeCompaction, keepMinutes: lakeKeepMinutes },
    scanLimitGb: lakeScanLimitGb,
  })
  const evidence = new EvidenceStack(app, `${prefix}Evidence`, {
    description: 'Cairn: hourly digests of what is stored',
    bundles,
    data,
    streamDays: settings.streamDays,
  })
  const console = new ConsoleStack(app, `${prefix}Console`, {
    description: 'Cairn: the console',
    files: consoleFiles,
    api,
    signIn: people ?? settings,
  })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }))
  acknowledgeExceptions({ data, api, lake, evidence, database: prefix.toLowerCase() })
  acknowledgeConsole(console)
  if (people) acknowledgePeople(people)
  return app
}

/**
 * CDK stops at the errors of its checks; here a warning is as fatal, because it is one that nobody would read, and some
 * plainly wrong values (a billing mode that does not exist) are but a warning to it.
 */
export function synthesizeApp(app: App): CloudAssembly {
  const assembly = app.synth()
  const report: Report = JSON.parse(readFileSync(join(assembly.directory, 'validation-report.json'), 'utf8'))
  const found = report.pluginReports.flatMap(({ violations }) => violations)
  const fatal = found.filter(({ severity }) => severity !== 'informational')
  if (fatal.length > 0)
    throw new Error(fatal.map(({ ruleName, description }) => `${ruleName}: ${description}`).join('\n'))
  return assembly
}

type Report = { pluginReports: { violations: { ruleName: string; description: string; severity: string }[] }[] }

/** Here and not in cdk.json, so that the local runner, the tests and a deployment synthesize one and the same template. */
const FLAGS = {
  // CloudFormation's schemas and rules, offline: an error stops the synthesis, as a warning of a construct does.
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/core:annotationsInValidationReport': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  '@aws-cdk/aws-s3:createDefaultLoggingPolicy': true,
  '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true,
  // A stack's exports cannot be deleted under the stacks that use them.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
}
