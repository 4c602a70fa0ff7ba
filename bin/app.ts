/** The CDK app that the `cdk` command runs. `-c cell=Acme` makes the same stacks again, as one tenant's own cell. */
import { createApp, synthesizeApp } from '../lib/app.ts'
import { SettingError } from '../lib/settings.ts'
import { withBundles } from '../lib/synth.ts'
import { makeTemporaryFolder } from '../local/home/temporary-folder.ts'

try {
  await withBundles(makeTemporaryFolder('bundles'), (built) => {
    synthesizeApp(createApp(built))
  })
} catch (error) {
  if (!(error instanceof SettingError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
