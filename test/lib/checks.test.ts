/** The checks of each synthesis: what they let pass, and what they stop. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { Annotations, type App, type Stack } from 'aws-cdk-lib'
import type { CfnWorkGroup } from 'aws-cdk-lib/aws-athena'
import type { CfnTable } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3'
import { SETTINGS, synthesized, synthesizedWith } from '../support/templates.ts'

const data = (app: App) => app.node.findChild('CairnData') as Stack

// CDK prints the report of what only warns; here it is noise.
beforeEach(() => {
  jest.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  jest.restoreAllMocks()
})

describe('the checks of every synthesis', () => {
  it('pass for the app as it is', () => {
    expect(() => synthesizedWith(() => {})).not.toThrow()
  })

  it('pass for a cell of its own (-c cell=acme), whose operator has an issuer', () => {
    const { resources } = synthesized(SETTINGS.large)
    expect(new Set(resources.map(({ stack }) => stack))).toEqual(
      new Set(['CairnAcmeData', 'CairnAcmeApi', 'CairnAcmeLake', 'CairnAcmeEvidence', 'CairnAcmeConsole']),
    )
  })

  it('refuse a bucket without TLS and access logs (cdk-nag)', () => {
    const broken = (app: App) => new Bucket(data(app), 'Open', { encryption: BucketEncryption.S3_MANAGED })
    expect(() => synthesizedWith(broken)).toThrow('AwsSolutions-S10')
  })

  it('refuse a wildcard right (cdk-nag)', () => {
    const broken = (app: App) => {
      const api = app.node.findChild('CairnApi')
      const fn = api.node.findChild('Statements').node.findChild('Function') as unknown as {
        addToRolePolicy(statement: PolicyStatement): void
      }
      fn.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:*'], resources: ['arn:aws:dynamodb:::table/x'] }))
    }
    expect(() => synthesizedWith(broken)).toThrow('AwsSolutions-IAM5[Action::dynamodb:*]')
  })

  it("refuse a value that CloudFormation's schema does not know", () => {
    const broken = (app: App) => {
      const table = data(app).node.findChild('Index').node.defaultChild as CfnTable
      table.addPropertyOverride('BillingMode', 'FREE')
    }
    expect(() => synthesizedWith(broken)).toThrow('CloudFormation-Validate::F3003')
  })

  it("refuse a value that CloudFormation's rules only warn of", () => {
    const broken = (app: App) => {
      const workgroup = app.node.findChild('CairnLake').node.findChild('Workgroup') as CfnWorkGroup
      workgroup.addPropertyOverride('State', 'ODD')
    }
    expect(() => synthesizedWith(broken)).toThrow("W3030: State: 'ODD' is not one of")
  })

  it('refuse a warning of a construct', () => {
    const broken = (app: App) => Annotations.of(data(app)).addWarningV2('cairn:test', 'something is odd')
    expect(() => synthesizedWith(broken)).toThrow('something is odd')
  })
})
