/** The one construct that makes a function: what every function has, and how it is given a right. */
import { type Duration, RemovalPolicy } from 'aws-cdk-lib'
import { AccountRootPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { ENV, TENANT_TAG } from '../lambdas/runtime/names.ts'
import type { Bundles } from './bundle.ts'

export type CairnFunctionProps = {
  /** The file in `lambdas/`, without `.ts`. */
  name: string
  bundles: Bundles
  description: string
  memoryMb: number
  timeout: Duration
}

/** A right: the actions on named resources, and the variable by which the function learns the resource's name. */
export type Right = {
  actions: string[]
  resources: string[]
  conditions?: Record<string, Record<string, unknown>>
  env?: { [variable: string]: string }
}

export class CairnFunction extends Construct {
  readonly lambda: LambdaFunction
  #tenantRole: Role | undefined

  constructor(scope: Construct, id: string, props: CairnFunctionProps) {
    super(scope, id)
    const bundle = props.bundles.get(props.name)
    if (bundle === undefined) throw new Error(`There is no lambdas/${props.name}.ts`)

    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    // Not AWS's AWSLambdaBasicExecutionRole: it may write to every log group of the account.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.INFO,
      tracing: Tracing.ACTIVE,
    })
    this.allow({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] })
  }

  /** Permission and configuration together: a function cannot have the one without the other. */
  allow(right: Right) {
    this.lambda.addToRolePolicy(statementOf(right))
    this.tell(right)
  }

  /** A right to data: of the one tenant that a session of the function's second role is tagged with. */
  allowForTenant(right: Right) {
    this.#tenantRole ??= this.createTenantRole()
    this.#tenantRole.addToPolicy(statementOf(right))
    this.tell(right)
  }

  /**
   * The role that the function takes on for one tenant at a time: exactly the tag of the tenant comes with it. The role
   * trusts the account, where it is this function that asks; so the function needs a right of its own to ask.
   */
  private createTenantRole(): Role {
    const own = this.lambda.role?.roleArn ?? ''
    const role = new Role(this, 'TenantRole', {
      description: 'The data of the one tenant that the session is tagged with',
      assumedBy: new AccountRootPrincipal()
        .withConditions({
          ArnEquals: { 'aws:PrincipalArn': own },
          StringLike: { [`aws:RequestTag/${TENANT_TAG}`]: '?*' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': [TENANT_TAG] },
        })
        .withSessionTags(),
    })
    this.allow({
      actions: ['sts:AssumeRole', 'sts:TagSession'],
      resources: [role.roleArn],
      env: { [ENV.tenantRole]: role.roleArn },
    })
    // Code that asks for a session comes after what the session may do.
    this.lambda.node.addDependency(role)
    return role
  }

  private tell({ env = {} }: Pick<Right, 'env'>) {
    for (const [variable, value] of Object.entries(env)) this.lambda.addEnvironment(variable, value)
  }
}

const statementOf = ({ actions, resources, conditions }: Right) =>
  new PolicyStatement({ actions, resources, ...(conditions && { conditions }) })
