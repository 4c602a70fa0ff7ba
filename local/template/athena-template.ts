/** What the templates say of Athena: the catalog's databases with their tables and views, and the workgroups. */
import type { JsonObject } from './assembly.ts'
import type { CheckedResource } from './checked-resources.ts'

/** `TableInput` by database, and each workgroup as Athena's API tells of it. */
export type AthenaTemplate = { databases: { [name: string]: JsonObject[] }; workgroups: JsonObject[] }

export function toAthenaTemplate(resources: readonly CheckedResource[]): AthenaTemplate {
  const ofType = (type: string) => resources.filter(({ resource }) => resource.Type === type)
  const databases: AthenaTemplate['databases'] = {}
  for (const { properties } of ofType('AWS::Glue::Database')) {
    const { Name } = properties.DatabaseInput as { Name: string }
    databases[Name] = ofType('AWS::Glue::Table')
      .filter((table) => table.properties.DatabaseName === Name)
      .map((table) => table.properties.TableInput as JsonObject)
  }
  return { databases, workgroups: ofType('AWS::Athena::WorkGroup').map(toWorkGroup) }
}

function toWorkGroup({ properties }: CheckedResource): JsonObject {
  const { Name, State = 'ENABLED', WorkGroupConfiguration = {} } = properties
  return { Name: Name ?? null, State, Configuration: WorkGroupConfiguration }
}
