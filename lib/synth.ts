/** The template, made in this process: for the local runner and the tests. */
import { mkdir, rm } from 'node:fs/promises'
import { createApp, synthesizeApp } from './app.ts'
import { type BundleOptions, type Bundles, bundleFunctions } from './bundle.ts'
import type { Settings } from './settings.ts'

/** Writes a cloud assembly (templates, assets, manifest) to `outdir`. Throws if a rule is broken. */
export const synthesize = (outdir: string, settings: Partial<Settings> & BundleOptions = {}): Promise<void> =>
  withBundles(
    `${outdir}.bundles`,
    (bundles) => {
      synthesizeApp(createApp({ ...settings, bundles, outdir }))
    },
    settings,
  )

/** Bundles lie in a folder of their own, which is gone afterwards: the assembly has its copies. */
export async function withBundles(
  folder: string,
  use: (bundles: Bundles) => void,
  options?: BundleOptions,
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    use(await bundleFunctions(folder, options))
  } finally {
    await rm(folder, { recursive: true })
  }
}
