/** Who did something with a case, a rule or a hold. */

/** `id`: the subject of a person (of the deployment's one issuer), the ARN of an operator, the name of a function. */
export type By = { kind: 'person' | 'operator' | 'system'; id: string }

export type Deed = { at: string; by: By; reason: string }

/** Two names for one person are two: the issuer vouches for subjects, AWS for operators. */
export const isSame = (one: By, other: By): boolean => one.kind === other.kind && one.id === other.id
