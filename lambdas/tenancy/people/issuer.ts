/** The issuer whose tokens count, as the deployment's settings name it. */
export type Issuer = {
  /** The text of the claim `iss`, and the address below which its configuration is. */
  issuer: string
  /** Of whom the token must be meant for: one of its `aud`. Cognito's access tokens have none. */
  audience?: string
  /** The clients that people sign in with, by `client_id`; any of the issuer's, where there is an audience. */
  clients?: string[]
  /** A scope that only clients of this deployment are given: a token that has it may be of any of them. */
  scope?: string
  /** The claim that names roles. */
  rolesClaim: string
}
