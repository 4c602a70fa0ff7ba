/**
 * Function files become ESM bundles before the constructs are made: esbuild is asynchronous, constructs are not.
 */
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

// esbuild's collector takes a third of its work, and spares a sixth of its memory at most. It reads this as it starts.
process.env.GOGC ??= '800'

/** Where each function's bundle lies: the name of its file in `lambdas/` -> a folder that holds `index.mjs`. */
export type Bundles = ReadonlyMap<string, string>

/** `sourceMaps`: for a debugger; what is deployed has none. */
export type BundleOptions = { sourceMaps?: boolean }
type BuildOptions = BundleOptions & { plugins?: Plugin[] }

/** A file directly in `lambdas/` is a deployed function. */
export async function functionNames(): Promise<string[]> {
  const files = await readdir(join(ROOT, 'lambdas'))
  return files.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -'.ts'.length))
}

export async function bundleFunctions(outdir: string, options: BundleOptions = {}): Promise<Bundles> {
  const plugins = await compileValidators()
  const names = await functionNames()
  await Promise.all(names.map((name) => bundleFunction(name, join(outdir, name), { ...options, plugins })))
  return new Map(names.map((name) => [name, join(outdir, name)]))
}

export async function bundleFunction(
  name: string,
  outdir: string,
  { sourceMaps = false, plugins = [] }: BuildOptions = {},
) {
  return build({
    entryPoints: { index: join(ROOT, 'lambdas', `${name}.ts`) },
    outdir,
    outExtension: { '.js': '.mjs' },
    absWorkingDir: ROOT,
    bundle: true,
    splitting: true,
    minify: !sourceMaps,
    ...(sourceMaps && sourceMapsOf(outdir)),
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    plugins: [foldSchemaNames, ...plugins],
    alias: { '@aws-sdk/credential-provider-node': join(ROOT, 'lambdas/runtime/aws-credentials.ts') },
    // The SDK's core imports it where it reads a browser's user agent: never in Node.
    external: ['bowser'],
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
    banner: { js: REQUIRE },
  })
}

/** The folder is moved after the build, so the sources are named from where it is now. */
const sourceMapsOf = (outdir: string) =>
  ({ sourcemap: 'inline', sourcesContent: false, sourceRoot: `${pathToFileURL(outdir)}/` }) as const

/** CommonJS packages in an ESM bundle still call `require` for Node's own modules. */
const REQUIRE = "import{createRequire as cairnRequire}from'node:module';const require=cairnRequire(import.meta.url);"

/**
 * The SDK writes its schemas as `{ [_h]: 100 }` with `const _h = "http"` above. A computed key may have side effects, so
 * esbuild keeps the schemas of all hundred operations of S3, of which we use two; a written-out key lets them go.
 */
const foldSchemaNames: Plugin = {
  name: 'fold-schema-names',
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk\/client-[^/]+\/dist-es\/schemas\/[^/]+\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      const names = new Map(Array.from(text.matchAll(/^const (_\w+) = (".*");$/gm), ([, name, value]) => [name, value]))
      return { contents: text.replace(/\[(_\w+)\]:/g, (key, name) => (names.has(name) ? `${names.get(name)}:` : key)) }
    })
  },
}

/**
 * The AJV validators are generated code: without them a bundle would be of yesterday's schemas. Where the checkout cannot
 * be written to, the bundles get them all the same.
 */
async function compileValidators(): Promise<Plugin[]> {
  const file = join(ROOT, 'bin/compile-schemas.ts')
  if (!existsSync(file)) return []
  const { compileSchemas, compiledSchemas } = await import(file)
  try {
    await compileSchemas()
    return []
  } catch (error) {
    if (!READ_ONLY.has((error as NodeJS.ErrnoException).code ?? '')) throw error
    return [validatorsFrom(compiledSchemas())]
  }
}

const READ_ONLY = new Set(['EROFS', 'EACCES', 'EPERM'])

/** @param modules their contents, by their names from the root */
const validatorsFrom = (modules: ReadonlyMap<string, string>): Plugin => ({
  name: 'compiled-validators',
  setup({ onResolve, onLoad }) {
    const filter = /\/validators\.compiled\.js$/
    onResolve({ filter }, ({ path, resolveDir }) => ({ path: join(resolveDir, path) }))
    onLoad({ filter }, ({ path }) => ({ contents: modules.get(relative(ROOT, path)) ?? '', resolveDir: dirname(path) }))
  },
})
