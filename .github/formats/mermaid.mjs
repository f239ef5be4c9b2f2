// Parses Mermaid files, and Mermaid blocks of Markdown files, with Mermaid's own parser.
import fs from 'node:fs'
import { JSDOM } from 'jsdom'

const { window } = new JSDOM('')
globalThis.window = window
globalThis.document = window.document
const { default: mermaid } = await import('mermaid')

for (const file of process.argv.slice(2)) {
  const text = fs.readFileSync(file, 'utf8')
  const blocks = file.endsWith('.markdown') ? [...text.matchAll(/```mermaid\n([\s\S]*?)```/g)].map((m) => m[1]) : [text]
  for (const block of blocks) {
    try {
      await mermaid.parse(block)
    } catch (error) {
      console.error(`${file}: ${error.message}\n${block}`)
      process.exit(1)
    }
  }
}
