/** What one write did to one document: so that its history can be kept apart from it. */
import { type Item, type Key, keyOf } from '../database/tables.ts'
import { fromDocumentItem } from './document-item.ts'

/** `before`: the write whose document was there. `after`: what is there now; none where the document was removed. */
export type DocumentChange = {
  key: Key
  before?: string
  after?: { write: string; contentType: string; etag: string; updated: number }
}

export function changeTo(item: Item, replaced: Item | undefined): DocumentChange {
  const { writeId: write, contentType, etag, updated } = fromDocumentItem(item)
  const after = { write, contentType, etag, updated }
  return { key: keyOf(item), after, ...(replaced && { before: fromDocumentItem(replaced).writeId }) }
}

export const removalOf = (key: Key, write: string): DocumentChange => ({ key, before: write })
