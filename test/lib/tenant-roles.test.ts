/** The roles whose sessions reach the data of one tenant: who may ask for such a session, and with what. */
import { expect, it } from '@jest/globals'
import { synthesized } from '../support/templates.ts'

const template = synthesized()

it.each(['Admin', 'Digest', 'Documents', 'Fallback', 'LakeWriter', 'References', 'Statements'])(
  'of %s trust the account where that function asks, with the tag of a tenant and no other',
  (id) => {
    const { Statement: trust } = template.named(`${id}TenantRole`).properties.AssumeRolePolicyDocument
    expect(trust).toEqual([
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Principal: {
          AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']] },
        },
        Condition: {
          ArnEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': [template.named(`${id}Role`).id, 'Arn'] } },
          StringLike: { 'aws:RequestTag/tenant': '?*' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
        },
      },
    ])
  },
)
