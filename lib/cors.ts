/**
 * Content in a browser calls the LRS from another origin. Neither version speaks of it, so: any origin, since rights
 * come from the credentials in `Authorization` and never from a cookie. The gateway itself answers preflights and adds
 * these headers to what functions answer, so no function is paid for a question of the browser.
 */
import { Duration } from 'aws-cdk-lib'
import { CorsHttpMethod, type CorsPreflightOptions } from 'aws-cdk-lib/aws-apigatewayv2'

export const CORS: CorsPreflightOptions = {
  allowOrigins: ['*'],
  allowMethods: [
    CorsHttpMethod.GET,
    CorsHttpMethod.HEAD,
    CorsHttpMethod.POST,
    CorsHttpMethod.PUT,
    CorsHttpMethod.PATCH,
    CorsHttpMethod.DELETE,
    CorsHttpMethod.OPTIONS,
  ],
  allowHeaders: [
    'Authorization',
    'Content-Type',
    'Content-Encoding',
    'Accept',
    'Accept-Language',
    'If-Match',
    'If-None-Match',
    'Idempotency-Key',
    'X-Experience-API-Version',
    'X-Experience-API-Hash',
  ],
  exposeHeaders: [
    'ETag',
    'Location',
    'Idempotency-Replayed',
    'Last-Modified',
    'Content-Type',
    'Content-Length',
    'Retry-After',
    // By which an operator finds a request in the logs of the gateway.
    'Apigw-Requestid',
    'WWW-Authenticate',
    // What the gateway may call it.
    'x-amzn-Remapped-WWW-Authenticate',
    'X-Experience-API-Version',
    'X-Experience-API-Consistent-Through',
    'X-Cairn-Left-Out',
    'X-Cairn-Without-Data',
  ],
  // Browsers keep it for 2 hours at most.
  maxAge: Duration.hours(2),
}
