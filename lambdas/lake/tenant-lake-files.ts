/** The lake's files of the tenant alone that is worked for. A fault of ours shows here, where it is made, not as a refusal. */
import type { TenantAccess } from '../database/tenant-data.ts'
import type { LakeFiles, TaggedTexts } from './lake-files.ts'

type Files = LakeFiles & TaggedTexts

export function lakeFilesOfTenant(files: Files, access: TenantAccess): Files {
  const open = async (key: string) => {
    if (!key.includes(`/tenant=${access.tenant()}/`)) throw new Error("The key of a file is not the tenant's.")
    await access.open()
  }
  const within = async <Answer>(key: string, call: () => Promise<Answer>) => {
    await open(key)
    return call()
  }
  return {
    async *list(prefix) {
      await open(prefix)
      yield* files.list(prefix)
    },
    folders: (prefix) => within(prefix, () => files.folders(prefix)),
    read: (file, start, end) => within(file.key, () => files.read(file, start, end)),
    create(key) {
      const upload = files.create(key)
      return {
        append: (bytes) => within(key, () => upload.append(bytes)),
        finish: () => within(key, () => upload.finish()),
        abort: () => upload.abort(),
      }
    },
    getText: (key) => within(key, () => files.getText(key)),
    putText: (key, text) => within(key, () => files.putText(key, text)),
    getTagged: (key) => within(key, () => files.getTagged(key)),
    replaceText: (key, text, etag) => within(key, () => files.replaceText(key, text, etag)),
    delete: (key) => within(key, () => files.delete(key)),
  }
}
