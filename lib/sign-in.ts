/** How people sign in to the admin API: by an issuer that the settings name, or by a client of the stacks' own user pool. */
import { CfnOutput, Duration } from 'aws-cdk-lib'
import { OAuthScope, UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import type { Construct } from 'constructs'
import { COMMAND_CALLBACKS, CONSOLE_SCOPE, ENV } from '../lambdas/runtime/names.ts'
import type { CairnFunction } from './function.ts'
import type { PeopleStack } from './people-stack.ts'
import type { Settings } from './settings.ts'

/** `scope`: one that makes up for a client that is not in the list. */
export type SignIn = Pick<Settings, 'issuer' | 'audience' | 'clients' | 'rolesClaim'> & { scope?: string }

/** The client of the command; the console has one of its own, which this stack comes too early to know. */
export function signInByPool(scope: Construct, { pool }: PeopleStack): SignIn {
  const client = new UserPoolClient(scope, 'SignIn', {
    userPool: pool,
    // A browser and a command can keep none: PKCE stands in for it.
    generateSecret: false,
    // What the sign-in page uses. Where none is named, Cognito allows REFRESH_TOKEN_AUTH, which rotation forbids.
    authFlows: { userSrp: true },
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.PROFILE],
      callbackUrls: COMMAND_CALLBACKS,
    },
    accessTokenValidity: Duration.hours(1),
    idTokenValidity: Duration.hours(1),
    refreshTokenValidity: Duration.days(30),
    // A refresh token works once, and a moment longer for an answer that was lost.
    refreshTokenRotationGracePeriod: Duration.seconds(60),
    enableTokenRevocation: true,
    preventUserExistenceErrors: true,
  })
  new CfnOutput(scope, 'ClientId', {
    value: client.userPoolClientId,
    description: 'The client that people sign in with',
  })
  // Cognito's access tokens name the client and no audience, and a person's groups.
  const rolesClaim = 'cognito:groups'
  const clients = [client.userPoolClientId]
  return { issuer: pool.userPoolProviderUrl, audience: '', clients, rolesClaim, scope: CONSOLE_SCOPE }
}

export function configureSignIn({ lambda }: CairnFunction, { issuer, audience, clients, rolesClaim, scope }: SignIn) {
  lambda.addEnvironment(ENV.issuer, issuer)
  lambda.addEnvironment(ENV.issuerRolesClaim, rolesClaim)
  if (scope !== undefined) lambda.addEnvironment(ENV.issuerScope, scope)
  if (audience !== '') lambda.addEnvironment(ENV.issuerAudience, audience)
  if (clients.length > 0) lambda.addEnvironment(ENV.issuerClients, clients.join(','))
}
