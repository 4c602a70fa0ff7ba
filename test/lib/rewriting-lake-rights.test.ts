/** What the function may do to the lake that carries cases out, and how long others may write who began before it. */
import { expect, it } from '@jest/globals'
import { App, Duration, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { FENCE_MS } from '../../lambdas/lake/rewriting/rewrite-day.ts'
import { DataStack } from '../../lib/data-stack.ts'
import { CairnFunction } from '../../lib/function.ts'
import { allowLakeRewriting } from '../../lib/rewriting-lake-rights.ts'
import { list, readable, type Statement } from '../support/template-rights.ts'
import { synthesized } from '../support/templates.ts'

function rightsOfRewriter() {
  const app = new App()
  const stream = { mode: 1, days: 7 }
  const data = new DataStack(app, 'Data', { stream, evidence: { lock: 'governance', years: 1 } })
  const stack = new Stack(app, 'Functions')
  const fn = new CairnFunction(stack, 'Rewriter', {
    name: 'rewriter',
    bundles: new Map([['rewriter', import.meta.dirname]]),
    description: 'Carries cases out',
    memoryMb: 1769,
    timeout: Duration.minutes(15),
  })
  allowLakeRewriting(fn, data)
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
  return (role: string) => {
    const [, policy] = policies.find(([id]) => id.startsWith(`${role}RoleDefaultPolicy`)) ?? []
    const statements: Statement[] = policy?.Properties.PolicyDocument.Statement
    return statements
      .filter(({ Action }) => list(Action).some((action) => action.startsWith('s3:')))
      .map(({ Action, Resource, Condition }) => [list(Action), list(Resource).map(readable), Condition])
  }
}

it('are in a session of a tenant to read, write and remove for good the files of its days, and of itself what copies there are', () => {
  const rights = rightsOfRewriter()
  const day = ['Lake.Arn/lake/tenant={tenant}/*', 'Lake.Arn/state/rewriting/tenant={tenant}/*']
  const notes = 'Lake.Arn/state/compaction/unreadable/lake/tenant={tenant}/*'
  const below = (keys: string[]) =>
    keys.map((key) => key.replace('Lake.Arn/', '').replace('{tenant}', `\${aws:PrincipalTag/tenant}`))
  expect(rights('RewriterTenant')).toEqual([
    [['s3:ListBucket', 's3:ListBucketVersions'], ['Lake.Arn'], { StringLike: { 's3:prefix': below([...day, notes]) } }],
    [['s3:GetObject', 's3:PutObject'], day, undefined],
    [['s3:DeleteObjectVersion'], [...day, notes], undefined],
  ])
  const copies = ['Lake.Arn/results/*', 'Lake.Arn/exports/*', 'Lake.Arn/quarantine/*', 'Lake.Arn/aws/lambda/*']
  expect(rights('Rewriter')).toEqual([
    [
      ['s3:ListBucket', 's3:ListBucketVersions'],
      ['Lake.Arn'],
      { StringLike: { 's3:prefix': ['', 'lake/', ...below(copies)] } },
    ],
    [['s3:GetObject'], copies.slice(1), undefined],
    [['s3:DeleteObjectVersion'], copies, undefined],
  ])
})

it('outlast every function that writes files of statements: a day is looked through again when all have ended', () => {
  const functions = synthesized().of('AWS::Lambda::Function')
  const longest = (id: string) => functions.find((one) => one.id.startsWith(id))?.properties.Timeout * 1_000
  for (const id of ['LakeWriter', 'Compaction']) expect(longest(id)).toBeLessThan(FENCE_MS - 60_000)
})
