/** Services that fail while somebody says so. */
import { type Answer, type Call, NoAnswer, type Service, type Stage } from './call.ts'
import { jsonError, s3Error, stsError } from './refusals.ts'

/** `throttling`: asks for patience. `failing`: an internal error. `silent`: never answers. `unreachable`: hangs up. */
export type Outage = 'throttling' | 'failing' | 'silent' | 'unreachable'

export type Outages = {
  stage: Stage
  /** @param concerns which calls fail; all, where it is left out */
  begin(service: Service, outage: Outage, concerns?: (call: Call) => boolean): void
  end(service: Service): void
}

export function createOutages(): Outages {
  const current = new Map<Service, { outage: Outage; concerns: (call: Call) => boolean }>()
  return {
    begin: (service, outage, concerns = () => true) => void current.set(service, { outage, concerns }),
    end: (service) => void current.delete(service),
    stage: async (call, next) => {
      const one = current.get(call.service)
      return one?.concerns(call) ? failureOf(call, one.outage) : next(call)
    },
  }
}

function failureOf(call: Call, outage: Outage): Answer {
  if (outage === 'silent' || outage === 'unreachable') {
    if (!Buffer.isBuffer(call.body)) call.body.resume()
    throw new NoAnswer(outage === 'silent')
  }
  if (call.service === 's3') return s3Error(call, outage === 'throttling' ? 503 : 500, S3[outage])
  if (call.service === 'sts') return stsError(outage === 'throttling' ? 400 : 500, STS[outage])
  if (outage === 'throttling') return jsonError(call, 400, { type: 'ThrottlingException', message: 'Rate exceeded' })
  return jsonError(call, 500, { type: INTERNAL[call.service], message: 'Internal server error' })
}

const S3 = {
  throttling: { code: 'SlowDown', message: 'Please reduce your request rate.' },
  failing: { code: 'InternalError', message: 'We encountered an internal error. Please try again.' },
}
const STS = {
  throttling: { code: 'Throttling', message: 'Rate exceeded' },
  failing: { code: 'InternalFailure', message: 'Internal server error' },
}
const INTERNAL = {
  dynamodb: 'InternalServerError',
  kinesis: 'InternalFailure',
  s3: 'InternalError',
  athena: 'InternalServerException',
  glue: 'InternalServiceException',
  kms: 'KMSInternalException',
}
