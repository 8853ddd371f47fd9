// Builds web/page/static from scss/ and js/. Run through `npm run build`.
import { writeFile, copyFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import * as esbuild from 'esbuild'
import * as sass from 'sass'

const out = new URL('../web/page/static/', import.meta.url).pathname

const { css } = sass.compile('scss/gongkai.scss', {
  loadPaths: ['.', 'node_modules'],
  style: 'compressed',
  quietDeps: true,
  logger: sass.Logger.silent
})
// A few colours are written into the components; what is left of GOV.UK's blue becomes our link colour. Icons of
// components we do not draw are not shipped.
const themed = css.replaceAll('#1d70b8', '#0b4f9c').replaceAll(/url\(\/static\/images\/[^)]*\)/g, 'none')
const small = (await esbuild.transform(themed, { loader: 'css', minify: true, charset: 'utf8' })).code
await writeFile(out + 'gongkai.css', small)

await esbuild.build({
  entryPoints: ['js/gongkai.js'],
  bundle: true,
  minify: true,
  charset: 'utf8',
  format: 'esm',
  target: 'es2020',
  legalComments: 'none',
  outfile: out + 'gongkai.js'
})
await copyFile('emblem.svg', out + 'emblem.svg')

console.log(`gongkai.css: ${small.length} bytes, ${gzipSync(small, { level: 9 }).length} gzip`)
