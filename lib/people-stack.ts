/** The user pool that people sign in with, where the deployment names no issuer of its own. */
import { Aws, CfnOutput, Duration, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import { AccountRecovery, FeaturePlan, Mfa, UserPool } from 'aws-cdk-lib/aws-cognito'
import type { Construct } from 'constructs'

export class PeopleStack extends Stack {
  readonly pool: UserPool
  /** What a browser calls to sign in: where the pool says what it is, and where its tokens are. */
  readonly addresses: string[]
  /** Where people are sent to sign out; Cognito's configuration may not name it. */
  readonly signOutPage: string

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props)
    this.pool = new UserPool(this, 'People', {
      userPoolName: this.stackName,
      featurePlan: FeaturePlan.ESSENTIALS,
      // Whoever may see records is invited by name.
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      autoVerify: { email: true },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    // The prefix must be nobody else's in the region: the stack's own id says who it is. It may not hold "aws" or
    // "cognito", so no name of an operator's choice is in it.
    const [stackId] = Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID, 3)), 5)
    const domain = this.pool.addDomain('Domain', { cognitoDomain: { domainPrefix: `cairn-${stackId}` } })
    this.addresses = [`https://${Fn.select(2, Fn.split('/', this.pool.userPoolProviderUrl))}`, domain.baseUrl()]
    this.signOutPage = `${domain.baseUrl()}/logout`
    new CfnOutput(this, 'UserPool', { value: this.pool.userPoolId, description: 'The user pool of the people' })
    new CfnOutput(this, 'PoolIssuer', { value: this.pool.userPoolProviderUrl, description: 'The issuer (iss)' })
    new CfnOutput(this, 'SignInPage', { value: domain.baseUrl(), description: 'Where people sign in' })
  }
}
