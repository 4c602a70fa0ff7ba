/** The account and region of everything local: what `AWS::AccountId` and `AWS::Region` stand for in the templates. */
export const REGION = 'us-east-1'
export const ACCOUNT = '000000000000'
