/** The CDK app that the `cdk` command runs. `-c cell=Acme` makes the same stacks again, as one tenant's own cell. */
import { App } from 'aws-cdk-lib'
import { createApp, synthesizeApp } from '../lib/app.ts'
import { readSettings, SettingError } from '../lib/settings.ts'
import { withBundles } from '../lib/synth.ts'
import { makeTemporaryFolder } from '../local/home/temporary-folder.ts'

try {
  // Before anything is built, so that whoever mistyped one hears so at once.
  const { node } = new App({ autoSynth: false })
  readSettings((name) => node.tryGetContext(name))
  await withBundles(makeTemporaryFolder('bundles'), (built) => {
    synthesizeApp(createApp(built))
  })
} catch (error) {
  if (!(error instanceof SettingError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
