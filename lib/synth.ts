/** The template, made in this process: for the local runner and the tests. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createApp, synthesizeApp } from './app.ts'
import { type BundleOptions, type Bundles, bundleFunctions } from './bundle.ts'
import { buildConsole } from './console-files.ts'
import type { Settings } from './settings.ts'

/** Writes a cloud assembly (templates, assets, manifest) to `outdir`. Throws if a rule is broken. */
export const synthesize = (outdir: string, settings: Partial<Settings> & BundleOptions = {}): Promise<void> =>
  withBundles(
    `${outdir}.bundles`,
    (built) => {
      synthesizeApp(createApp({ ...settings, ...built, outdir }))
    },
    settings,
  )

/** What the stacks deploy, made of the sources. */
type Built = { bundles: Bundles; consoleFiles: string }

/** Bundles lie in a folder of their own, which is gone afterwards: the assembly has its copies. */
export async function withBundles(folder: string, use: (built: Built) => void, options?: BundleOptions): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    const [bundles, consoleFiles] = await Promise.all([
      bundleFunctions(folder, options),
      buildConsole(join(folder, 'console')),
    ])
    use({ bundles, consoleFiles })
  } finally {
    await rm(folder, { recursive: true })
  }
}
