/** What the function may do that writes to the lake what tenants used. */
import { expect, it } from '@jest/globals'
import { synthesized } from '../support/templates.ts'

type Statement = { Action: string; Resource: unknown; Condition?: object }

it('are of the table who the tenants are and what they used, and to put below one prefix of the lake', () => {
  const { Statement } = synthesized().named('UsageWriterRoleDefaultPolicy').properties.PolicyDocument
  const found = (Statement as Statement[])
    .filter(({ Action }) => /^(dynamodb|s3):/.test(String(Action)))
    .map(({ Action, Resource, Condition }) => [Action, JSON.stringify(Resource), Condition])
  expect(found).toEqual([
    [
      'dynamodb:Query',
      expect.stringMatching(/Control[^"]*"\}$/),
      {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['|tenants', '*|usage'] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    ],
    ['s3:PutObject', expect.stringMatching(/Lake[^"]*"\},"\/usage\/\*"\]\]\}$/), undefined],
  ])
})
