/** What the SDK signs with: without it, it refuses to call, and no engine here asks. For the test file that runs now. */
export function setCredentials() {
  Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' })
}
