/** Which files of a tenant's day hold rows that must go, found by their ids: texts are read of those alone. */
import { readAhead } from '../../database/concurrency.ts'
import { type AmendedDay, type Changes, REMOVED } from '../amendments.ts'
import { openParquet, type ParquetFile } from '../compaction/parquet-file.ts'
import { isParquet, type LakeFile, type LakeFiles, UnreadableFile } from '../lake-files.ts'

/** What a file holds of the changed statements. */
type Contents = {
  /** How many rows must go. */
  old: number
  /** Of those that stand with another text: by their ids, where in the store's order they are. */
  replaced: Map<string, string>
  /** The ids of those that lie there with their new text alone. */
  fresh: string[]
}
export type DayFile = { file: LakeFile } & (Contents | { unreadable: string })

export const folderOf = ({ tenant, day }: AmendedDay) => `lake/tenant=${tenant}/dt=${day}/`

/** @throws ChangedFile */
export async function* dayFiles(lake: LakeFiles, at: AmendedDay, changes: Changes): AsyncGenerator<DayFile> {
  for await (const [, found] of readAhead(lake.list(folderOf(at)), (file) => lookInto(lake, file, changes))) yield found
}

async function lookInto(lake: LakeFiles, file: LakeFile, changes: Changes): Promise<DayFile> {
  try {
    if (!isParquet(file)) throw new UnreadableFile(file, 'it is no file of the lake')
    const opened = await openParquet(lake, file, true)
    const contents: Contents = { old: 0, replaced: new Map(), fresh: [] }
    for (const group of opened.metadata.row_groups.keys()) await addGroup({ opened, group }, changes, contents)
    // Where both texts are in one file, its rewriting may take the new row for a copy of the old one.
    return { file, ...contents, fresh: contents.fresh.filter((id) => !contents.replaced.has(id)) }
  } catch (error) {
    if (error instanceof UnreadableFile) return { file, unreadable: error.message }
    throw error
  }
}

type Group = { opened: ParquetFile; group: number }

async function addGroup({ opened, group }: Group, changes: Changes, contents: Contents): Promise<void> {
  const { statement_id: ids = [], sq = [] } = Object.fromEntries(await opened.readGroup(group, ['statement_id', 'sq']))
  const places = [...ids.keys()].filter((at) => changes.has(String(ids[at])))
  const isReplaced = (at: number) => changes.get(String(ids[at])) !== REMOVED
  const raw = places.some(isReplaced) ? (await opened.readGroup(group, ['raw'])).get('raw') : undefined
  for (const at of places) {
    const id = String(ids[at])
    if (isReplaced(at) && raw?.[at] === changes.get(id)) {
      contents.fresh.push(id)
      continue
    }
    contents.old++
    if (isReplaced(at)) contents.replaced.set(id, String(sq[at]))
  }
}
