/** The CDK app, as the `cdk` command runs it. */
import { createApp } from '../lib/app.ts'
import { withBundles } from '../lib/synth.ts'

await withBundles((bundles) => createApp({ bundles }).synth())
