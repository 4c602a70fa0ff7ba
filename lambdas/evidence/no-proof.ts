/** There is no proof, and why. */
export class NoProof extends Error {
  override readonly name = 'NoProof'
}
