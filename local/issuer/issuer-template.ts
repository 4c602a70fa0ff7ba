/** What the template says of the issuer, as the runner hands it over: its clients, and the claim that has the groups. */
export type IssuerClient = {
  id: string
  name: string
  /** Where it may be sent back to: these paths, on this machine alone. */
  paths: string[]
}
export type IssuerTemplate = { clients: IssuerClient[] }

/** What the issuer tells the runner once it answers. */
export type IssuerFacts = {
  issuer: string
  /** An owner's access token, for tools. */
  token: string
  people: { name: string; password: string; roles: string[] }[]
}
