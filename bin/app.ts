/** The CDK app, as the `cdk` command runs it. `-c cell=Acme` makes the same stacks once more, for one tenant's own cell. */
import { createApp, synthesizeApp } from '../lib/app.ts'
import { withBundles } from '../lib/synth.ts'

await withBundles((bundles) => {
  synthesizeApp(createApp({ bundles }))
})
