/** Evidence, and what ends with a certificate of it: the function that digests each hour, the ones that remove tenants and carry out cases, and the alarms for an hour that has no head or too much. */
import { Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { ENV, METRIC } from '../lambdas/runtime/names.ts'
import type { Bundles } from './bundle.ts'
import type { DataStack } from './data-stack.ts'
import { allowDigest } from './digest-rights.ts'
import { CairnFunction } from './function.ts'
import { allowRemoval } from './removal-rights.ts'
import { allowRetention } from './retention-rights.ts'
import { allowRewriter } from './rewriter-rights.ts'
import { runAfterEachHour, runEvery } from './schedule.ts'

export type EvidenceStackProps = StackProps & { bundles: Bundles; data: DataStack; streamDays: number }

export class EvidenceStack extends Stack {
  readonly digest: CairnFunction
  readonly removal: CairnFunction
  readonly retention: CairnFunction
  readonly rewriter: CairnFunction

  constructor(scope: Construct, id: string, { bundles, data, streamDays, ...props }: EvidenceStackProps) {
    super(scope, id, props)
    this.digest = new CairnFunction(this, 'Digest', {
      name: 'digest',
      bundles,
      description: 'Digests what each tenant stored in an hour, and signs one head over all of them',
      memoryMb: 1769,
      timeout: Duration.minutes(15),
    })
    allowDigest(this.digest, data)
    runAfterEachHour(this.digest, 'Digests of the last hour')
    this.removal = this.remove(bundles, data)
    this.retention = this.prepareRetention(bundles, data)
    this.rewriter = this.rewrite(bundles, data, streamDays)
    this.watch()
  }

  private rewrite(bundles: Bundles, data: DataStack, streamDays: number) {
    const fn = new CairnFunction(this, 'Rewriter', {
      name: 'rewriter',
      bundles,
      description: 'Carries out cases of erasure and retention that were approved',
      memoryMb: 1769,
      timeout: Duration.minutes(15),
    })
    allowRewriter(fn, data)
    fn.lambda.addEnvironment(ENV.streamDays, String(streamDays))
    runEvery(fn, 20, 'Cases that were approved')
    return fn
  }

  private remove(bundles: Bundles, data: DataStack) {
    const fn = new CairnFunction(this, 'Removal', {
      name: 'removal',
      bundles,
      description: 'Removes tenants whose waiting time is over',
      memoryMb: 512,
      timeout: Duration.minutes(15),
    })
    allowRemoval(fn, data)
    runEvery(fn, 'nightly', 'Removal of tenants')
    return fn
  }

  private prepareRetention(bundles: Bundles, data: DataStack) {
    const fn = new CairnFunction(this, 'Retention', {
      name: 'retention',
      bundles,
      description: 'Prepares cases of what is past its time, which people approve',
      memoryMb: 1769,
      timeout: Duration.minutes(15),
    })
    allowRetention(fn, data)
    runEvery(fn, 'nightly', 'Cases of what is past its time')
    return fn
  }

  private watch() {
    this.alarm(
      'RetentionFails',
      this.retention.lambda.metricErrors({ period: Duration.days(1) }),
      'What is past its time was not counted',
    )
    this.alarm(
      'RemovalFails',
      this.removal.lambda.metricErrors({ period: Duration.days(1) }),
      'A tenant was not removed',
    )
    this.alarm(
      'RewriterFails',
      this.rewriter.lambda.metricErrors({ period: Duration.days(1) }),
      'A case of erasure or retention could not go on',
    )
    const period = Duration.hours(1)
    const counted = (metricName: string) =>
      new Metric({ namespace: METRIC.namespace, metricName, statistic: 'Sum', period })
    this.alarm('DigestFails', this.digest.lambda.metricErrors({ period }), 'An hour was not digested, or not for all')
    this.alarm('HeadsMadeUp', counted(METRIC.madeUpHeads), 'Heads came later than they should')
    this.alarm('RecordsLate', counted(METRIC.lateRecords), 'Records came into an hour that was digested')
    // A schedule that does not run makes no error.
    new Alarm(this, 'NoHead', {
      metric: new Metric({
        namespace: METRIC.namespace,
        metricName: METRIC.heads,
        statistic: 'Sum',
        period: Duration.hours(3),
      }),
      alarmDescription: 'There was no new head for three hours: docs/evidence.md, "For the operator"',
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.BREACHING,
    })
  }

  private alarm(id: string, metric: IMetric, what: string) {
    new Alarm(this, id, {
      metric,
      alarmDescription: `${what}: docs/evidence.md, "For the operator"`,
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }
}
