/** The HTTP API: one route per row of the route table, one function per name in it; and the commit follower. */

import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { ADMIN_GATEWAY, BASE, type FunctionName, ROUTES } from '../lambdas/http/routes.ts'
import { allowAdmin } from './admin-rights.ts'
import type { Bundles } from './bundle.ts'
import { CORS } from './cors.ts'
import type { DataStack } from './data-stack.ts'
import { CairnFunction } from './function.ts'
import { allowCommitFollower, allowDocuments, allowFallback, allowStatements } from './iam-rights.ts'
import { PeopleStack } from './people-stack.ts'
import { allowQuestions, type LakeNames } from './question-rights.ts'
import { configureSignIn, type SignIn, signInByPool } from './sign-in.ts'
import { feedFromStream } from './stream-consumer.ts'

type Allow = (fn: CairnFunction, data: DataStack) => void

const FUNCTIONS: { [name in FunctionName]: { id: string; description: string; allow: Allow } } = {
  statements: {
    id: 'Statements',
    description: 'The statements resource: stores and returns statements',
    allow: allowStatements,
  },
  documents: {
    id: 'Documents',
    description: 'State and profile documents, and what is known of activities and agents',
    allow: allowDocuments,
  },
  fallback: {
    id: 'Fallback',
    description: 'The welcome page, health, about, and other spellings of every path',
    allow: allowFallback,
  },
  admin: {
    id: 'Admin',
    description: 'The admin API: tenants, credentials, members and questions, for people who sign in',
    allow: allowAdmin,
  },
}

/** `signIn`: a stack with a user pool, or what the settings say of another issuer. */
export type ApiStackProps = StackProps & {
  bundles: Bundles
  data: DataStack
  signIn: PeopleStack | SignIn
  lake: LakeNames
}

export class ApiStack extends Stack {
  readonly functions: CairnFunction[] = []
  readonly commitFollower: CairnFunction
  readonly admin: CairnFunction
  /** Where it answers: all of it, the xAPI endpoint and the admin API. */
  readonly addresses: { origin: string; xapi: string; admin: string }

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props)
    const api = new HttpApi(this, 'HttpApi', {
      apiName: this.stackName,
      createDefaultStage: false,
      corsPreflight: CORS,
    })
    const integrations = new Map(
      (Object.keys(FUNCTIONS) as FunctionName[]).map((name) => [name, this.integration(name, props)]),
    )
    for (const route of [...ROUTES, ...ADMIN_GATEWAY]) {
      const integration = integrations.get(route.function)
      if (integration) api.addRoutes({ path: route.path, methods: [HttpMethod[route.method]], integration })
    }
    this.stage(api)
    const { signIn } = props
    const signInOf = signIn instanceof PeopleStack ? signInByPool(this, signIn) : signIn
    const admin = this.functions.find(({ node }) => node.id === FUNCTIONS.admin.id)
    if (admin === undefined) throw new Error('no function of the admin API')
    this.admin = admin
    configureSignIn(admin, signInOf)
    allowQuestions(admin, props.data, props.lake)
    this.commitFollower = this.followCommits(props)
    const origin = api.apiEndpoint
    this.addresses = { origin, xapi: `${origin}${BASE}`, admin: `${origin}${ADMIN_GATEWAY[0]?.path}` }
    new CfnOutput(this, 'Endpoint', { value: this.addresses.xapi, description: 'The xAPI endpoint' })
  }

  private integration(name: FunctionName, { bundles, data }: ApiStackProps) {
    const { id, description, allow } = FUNCTIONS[name]
    // One second less than the gateway waits, so that the function's own time-out is what the logs show.
    const fn = new CairnFunction(this, id, {
      name,
      bundles,
      description,
      memoryMb: 1024,
      timeout: Duration.seconds(29),
    })
    allow(fn, data)
    this.functions.push(fn)
    return new HttpLambdaIntegration(id, fn.lambda)
  }

  /** Heals what a writer that died after its commit left undone: minutes matter to nobody, so it comes in large batches. */
  private followCommits({ bundles, data }: ApiStackProps) {
    // Its id in templates, kept: another one would replace the function and its event source, and the new one would read
    // a week of records again.
    const fn = new CairnFunction(this, 'References', {
      name: 'commit-follower',
      bundles,
      description:
        'Links references, voids and completes definitions once more, for writers that died after their commit',
      memoryMb: 512,
      timeout: Duration.minutes(2),
    })
    allowCommitFollower(fn, data)
    feedFromStream(fn, data, { batchSize: 1000, windowSeconds: 10 })
    return fn
  }

  private stage(httpApi: HttpApi) {
    const logs = new LogGroup(this, 'RequestLogs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    return new HttpStage(this, 'Stage', {
      httpApi,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 2_000, burstLimit: 4_000 },
      accessLogSettings: { destination: new LogGroupLogDestination(logs), format: AccessLogFormat.custom(ACCESS_LOG) },
    })
  }
}

/** No path, query, address or user agent: a query names agents, so it is personal data. The route key says enough. */
const ACCESS_LOG = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  functionMs: '$context.integrationLatency',
  functionError: '$context.integrationErrorMessage',
})
