/** The template, made in this process: for the local runner and the tests. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, synthesizeApp } from './app.ts'
import { type BundleOptions, type Bundles, bundleFunctions } from './bundle.ts'
import type { Settings } from './settings.ts'

/** Writes a cloud assembly (templates, assets, manifest) to `outdir`. Throws if a rule is broken. */
export const synthesize = (outdir: string, settings: Partial<Settings> & BundleOptions = {}): Promise<void> =>
  withBundles((bundles) => {
    synthesizeApp(createApp({ ...settings, bundles, outdir }))
  }, settings)

/** Bundles lie in a folder of their own, which is gone afterwards: the assembly has its copies. */
export async function withBundles(use: (bundles: Bundles) => void, options?: BundleOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-bundles-'))
  try {
    use(await bundleFunctions(folder, options))
  } finally {
    await rm(folder, { recursive: true })
  }
}
