/** What the local runner supports of Cognito: in its place a real issuer with demo people. */
import { ignored, list, only, type PropertySchema, properties, used } from './property-schema.ts'

const PEOPLE = ignored('the local issuer has demo people of its own')
const LIFETIME = ignored("the local issuer's tokens last an hour, and 30 days to refresh")

export const SIGN_IN_RESOURCES: { [resourceType: string]: PropertySchema } = {
  'AWS::Cognito::UserPool': properties({
    UserPoolName: used,
    UserPoolTier: ignored('a price class'),
    AdminCreateUserConfig: only({ AllowAdminCreateUserOnly: true }),
    UsernameAttributes: PEOPLE,
    AutoVerifiedAttributes: PEOPLE,
    AliasAttributes: PEOPLE,
    Schema: PEOPLE,
    MfaConfiguration: PEOPLE,
    EnabledMfas: PEOPLE,
    Policies: PEOPLE,
    AccountRecoverySetting: PEOPLE,
    EmailVerificationMessage: PEOPLE,
    EmailVerificationSubject: PEOPLE,
    SmsVerificationMessage: PEOPLE,
    VerificationMessageTemplate: PEOPLE,
    DeletionProtection: ignored('the home is removed by its owner alone'),
    UserPoolTags: ignored('tags sort bills and searches'),
  }),
  // People sign in at the address of the local issuer.
  'AWS::Cognito::UserPoolDomain': properties({ Domain: used, UserPoolId: used, ManagedLoginVersion: PEOPLE }),
  'AWS::Cognito::UserPoolResourceServer': properties({
    Identifier: used,
    Name: ignored('text for people'),
    UserPoolId: used,
    Scopes: used,
  }),
  'AWS::Cognito::UserPoolClient': properties({
    ClientName: used,
    UserPoolId: used,
    CallbackURLs: used,
    LogoutURLs: used,
    GenerateSecret: only(false),
    AllowedOAuthFlows: list(only('code')),
    AllowedOAuthFlowsUserPoolClient: only(true),
    AllowedOAuthScopes: used,
    SupportedIdentityProviders: list(only('COGNITO')),
    RefreshTokenRotation: properties({
      Feature: only('ENABLED'),
      RetryGracePeriodSeconds: ignored('nothing is lost between processes of one machine'),
    }),
    EnableTokenRevocation: only(true),
    AccessTokenValidity: LIFETIME,
    IdTokenValidity: LIFETIME,
    RefreshTokenValidity: LIFETIME,
    TokenValidityUnits: LIFETIME,
    ExplicitAuthFlows: ignored('the local issuer knows no API of Cognito'),
    PreventUserExistenceErrors: PEOPLE,
  }),
}
