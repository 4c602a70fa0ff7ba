/** How people sign in to a deployment: by a user pool of its own, or by the operator's issuer. */
import { describe, expect, it } from '@jest/globals'
import { SETTINGS, synthesized } from '../support/templates.ts'

describe('the user pool', () => {
  const template = synthesized()

  // @control signed-in
  it('lets nobody in who was not invited, and nobody without a second factor', () => {
    expect(template.named('People').properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      Policies: { PasswordPolicy: { MinimumLength: 14 } },
      DeletionProtection: 'ACTIVE',
    })
  })

  it('has a public client for code and PKCE, whose refresh tokens rotate, and only known addresses to go back to', () => {
    const { properties } = template.named('SignIn')
    expect(properties).toMatchObject({
      AllowedOAuthFlows: ['code'],
      GenerateSecret: false,
      RefreshTokenRotation: { Feature: 'ENABLED' },
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
    })
    expect(properties.CallbackURLs).toEqual([8976, 28976, 48976].map((port) => `http://localhost:${port}/callback`))
  })

  it('is what the admin function alone takes tokens of', () => {
    const { Environment } = template.named('AdminFunction').properties
    expect(Environment.Variables).toMatchObject({
      ISSUER_CLIENTS: { Ref: template.named('SignIn').id },
      ISSUER_ROLES_CLAIM: 'cognito:groups',
    })
    expect(JSON.stringify(Environment.Variables.ISSUER)).toContain('ProviderURL')
    expect(template.named('StatementsFunction').properties.Environment.Variables).not.toHaveProperty('ISSUER')
  })
})

describe('an issuer of the operator', () => {
  it('takes the place of the user pool', () => {
    const template = synthesized(SETTINGS.large)
    expect(template.of('AWS::Cognito::UserPool')).toEqual([])
    const { Variables } = template.named('AdminFunction').properties.Environment
    expect(Variables).toMatchObject({
      ISSUER: 'https://issuer.example.org',
      ISSUER_AUDIENCE: 'urn:lrs',
      ISSUER_ROLES_CLAIM: 'groups',
    })
    expect(Variables).not.toHaveProperty('ISSUER_CLIENTS')
  })
})
