/** Signing in with a browser elsewhere, for a machine that has none (RFC 8628). */
import { setTimeout as pause } from 'node:timers/promises'
import * as oauth from 'oauth4webapi'
import { Failure } from '../failure.ts'
import { askedFor, type IssuerClient } from './issuer-client.ts'

export type DeviceCode = { address: string; code: string }

/** Unless the issuer says otherwise (RFC 8628 3.2). */
const INTERVAL_SECONDS = 5

/** @param show is told what somebody has to open, and the code to look for there */
export async function signInByDevice(
  issuer: IssuerClient,
  show: (code: DeviceCode) => void,
): Promise<oauth.TokenEndpointResponse> {
  const { server, client, options } = issuer
  if (server.device_authorization_endpoint === undefined)
    throw new Failure('This issuer knows no device flow (Cognito has none): use cairn login without --device.')
  const asked = await oauth.deviceAuthorizationRequest(server, client, oauth.None(), askedFor(issuer), options)
  const device = await oauth.processDeviceAuthorizationResponse(server, client, asked)
  show({ address: device.verification_uri_complete ?? device.verification_uri, code: device.user_code })
  const end = Date.now() + device.expires_in * 1_000
  let interval = device.interval ?? INTERVAL_SECONDS
  while (Date.now() < end) {
    await pause(interval * 1_000)
    const answer = await oauth.deviceCodeGrantRequest(server, client, oauth.None(), device.device_code, options)
    const tokens = await oauth.processDeviceCodeResponse(server, client, answer).catch((error) => {
      if (!(error instanceof oauth.ResponseBodyError)) throw error
      if (error.error === 'slow_down') interval += INTERVAL_SECONDS
      else if (error.error !== 'authorization_pending')
        throw new Failure(`Nobody signed in: ${error.error_description ?? error.error}.`)
      return undefined
    })
    if (tokens !== undefined) return tokens
  }
  throw new Failure('Nobody signed in before the code ended.')
}
