/** Attachments' data: one object per tenant and hash, so the same data sent twice is kept once. */
import { forEachConcurrently } from '../database/concurrency.ts'
import type { Objects } from '../database/objects.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { Content } from '../xapi/attachments.ts'

export type AttachmentStore = {
  put(tenant: TenantId, contents: Content[]): Promise<void>
  /** The octets of a hash (hex, lower case); undefined where only a `fileUrl` was ever sent. */
  get(tenant: TenantId, sha2: string): Promise<Buffer | undefined>
}

const key = (tenant: TenantId, sha2: string) => `${tenant}/attachments/${sha2}`

export function createAttachmentStore(objects: Objects): AttachmentStore {
  return {
    async put(tenant, contents) {
      await forEachConcurrently(contents, ({ sha2, bytes, contentType }) =>
        objects.put(key(tenant, sha2), bytes, contentType),
      )
    },
    async get(tenant, sha2) {
      const bytes = await objects.get(key(tenant, sha2))
      return bytes && Buffer.from(bytes)
    },
  }
}
