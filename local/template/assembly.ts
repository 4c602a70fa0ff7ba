/** Reads a cloud assembly, the output of `cdk synth`: a manifest, a template for each stack, and their assets. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../failure.ts'

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }
export type JsonObject = { [name: string]: Json }

export type Resource = { Type: string; Properties?: JsonObject; Condition?: string; [attribute: string]: unknown }
export type Template = {
  Resources?: Record<string, Resource>
  Outputs?: Record<string, JsonObject>
  Parameters?: Record<string, JsonObject>
  Mappings?: Record<string, Record<string, JsonObject>>
  Conditions?: Record<string, Json>
  [section: string]: unknown
}
/** A stack of the cloud assembly; `assets` maps an asset's object key to the folder or file that holds it. */
export type Stack = { name: string; template: Template; assets: ReadonlyMap<string, string> }

type Artifact = { type: string; properties?: { templateFile?: string; stackName?: string } }
type AssetManifest = { files?: Record<string, AssetFile> }
type AssetFile = { source?: { path?: string }; destinations?: Record<string, { objectKey: string }> }

const SECTIONS = new Set(['Resources', 'Outputs', 'Parameters', 'Mappings', 'Conditions'])
/** Sections that describe a template or guard its deployment: the runner has nothing to do for them. */
const SILENT_SECTIONS = new Set(['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Rules'])

export function readAssembly(directory: string): Stack[] {
  const manifest = readJson<{ artifacts?: Record<string, Artifact> }>(path.join(directory, 'manifest.json'))
  const stacks: Stack[] = []
  for (const [id, artifact] of Object.entries(manifest.artifacts ?? {})) {
    if (artifact.type === 'cdk:cloud-assembly') {
      throw new Failure(`${id}: the local runner does not know nested assemblies (stages)`)
    }
    if (artifact.type !== 'aws:cloudformation:stack') continue
    const file = artifact.properties?.templateFile ?? `${id}.template.json`
    const name = artifact.properties?.stackName ?? id
    const template = readJson<Template>(path.join(directory, file))
    refuseUnknownSections(name, template)
    stacks.push({ name, template, assets: readAssets(directory, file.replace('.template.json', '.assets.json')) })
  }
  return stacks
}

function refuseUnknownSections(stack: string, template: Template): void {
  for (const section of Object.keys(template)) {
    if (SECTIONS.has(section) || SILENT_SECTIONS.has(section)) continue
    throw new Failure(`${stack}.${section}: the local runner does not know this template section`)
  }
}

function readAssets(directory: string, file: string): Map<string, string> {
  const assets = new Map<string, string>()
  if (!existsSync(path.join(directory, file))) return assets
  const manifest = readJson<AssetManifest>(path.join(directory, file))
  for (const asset of Object.values(manifest.files ?? {})) {
    if (asset.source?.path === undefined) continue
    for (const destination of Object.values(asset.destinations ?? {})) {
      assets.set(destination.objectKey, path.resolve(directory, asset.source.path))
    }
  }
  return assets
}

function readJson<T>(file: string): T {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T
  } catch (error) {
    throw new Failure(`${file} is not readable: ${error instanceof Error ? error.message : error}`)
  }
}
