/**
 * Stands in for the SDK's chain of credential providers (the bundler puts it there). Lambda hands a function its
 * credentials in these three variables and nowhere else; profiles, SSO, web identity and instance metadata would be a
 * fifth of the bundle, and a function that lost its variables should fail rather than search.
 */
export const defaultProvider = () => async () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) throw new Error('No AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  }
}
