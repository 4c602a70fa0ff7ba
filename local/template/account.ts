/** The account and region of everything local. */
export const REGION = 'us-east-1'
export const ACCOUNT = '000000000000'
