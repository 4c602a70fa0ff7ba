/** The CDK app that the `cdk` command runs. `-c cell=Acme` makes the same stacks again, as one tenant's own cell. */
import { createApp, synthesizeApp } from '../lib/app.ts'
import { withBundles } from '../lib/synth.ts'

await withBundles((bundles) => {
  synthesizeApp(createApp({ bundles }))
})
