// Builds web/page/static from scss/ and js/. Run through `npm run build`.
import { writeFile, copyFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import * as esbuild from 'esbuild'
import * as sass from 'sass'

const out = new URL('../web/page/static/', import.meta.url).pathname

const { css } = sass.compile('scss/gongkai.scss', {
  loadPaths: ['.', 'node_modules'],
  style: 'compressed',
  quietDeps: true
})
const small = (await esbuild.transform(css, { loader: 'css', minify: true, charset: 'utf8' })).code
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

for (const [name, text] of [['gongkai.css', small]]) {
  console.log(`${name}: ${text.length} bytes, ${gzipSync(text, { level: 9 }).length} gzip`)
}
