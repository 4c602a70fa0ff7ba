/** How the console signs people in: by a client of its own in the stacks' user pool, or by that of the operator's issuer. */
import { Duration } from 'aws-cdk-lib'
import { OAuthScope, ResourceServerScope, UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import type { Construct } from 'constructs'
import { CONSOLE_SCOPE } from '../lambdas/runtime/names.ts'
import { PeopleStack } from './people-stack.ts'
import type { SignIn } from './sign-in.ts'

/** What the page must know of signing in. */
export type ConsoleSignIn = {
  issuer: string
  clientId: string
  scope: string
  audience?: string
  signOutPage?: string
}

/** @param address of the console, where people come back to */
export function consoleSignIn(scope: Construct, signIn: PeopleStack | SignIn, address: string): ConsoleSignIn {
  if (signIn instanceof PeopleStack) return signInByPool(scope, signIn, address)
  const { issuer, audience, clients } = signIn
  const [clientId = ''] = clients
  return { issuer, clientId, scope: 'openid profile', ...(audience !== '' && { audience }) }
}

/** The scope tells the admin API that a token is the console's: it is made before the console's client is. */
function signInByPool(scope: Construct, { pool, signOutPage }: PeopleStack, address: string): ConsoleSignIn {
  const [identifier = '', scopeName = ''] = CONSOLE_SCOPE.split('/')
  const console = new ResourceServerScope({ scopeName, scopeDescription: 'The admin API, from the console' })
  const server = pool.addResourceServer('Cairn', { identifier, scopes: [console] })
  const client = new UserPoolClient(scope, 'ConsoleClient', {
    userPool: pool,
    generateSecret: false,
    authFlows: { userSrp: true },
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.PROFILE, OAuthScope.resourceServer(server, console)],
      callbackUrls: [address],
      logoutUrls: [address],
    },
    accessTokenValidity: Duration.hours(1),
    idTokenValidity: Duration.hours(1),
    // A browser's tab keeps it in its memory alone.
    refreshTokenValidity: Duration.days(1),
    refreshTokenRotationGracePeriod: Duration.seconds(60),
    enableTokenRevocation: true,
    preventUserExistenceErrors: true,
  })
  return {
    issuer: pool.userPoolProviderUrl,
    clientId: client.userPoolClientId,
    signOutPage,
    scope: `openid profile ${CONSOLE_SCOPE}`,
  }
}
