// Holds pages against the HTML standard, parses them as a browser does, and sees that they need nothing from outside and
// run no script but their own.
import fs from 'node:fs'
import { HtmlValidate, StaticConfigLoader } from 'html-validate'
import { parse } from 'parse5'

const standard = new HtmlValidate(new StaticConfigLoader({ root: true, extends: ['html-validate:standard'] }))

const FETCHING = ['link', 'img', 'iframe', 'frame', 'object', 'embed', 'video', 'audio', 'source', 'track', 'base', 'form', 'foreignObject', 'image']
const LEADING = ['src', 'href', 'srcset', 'action', 'formaction', 'data', 'poster', 'background', 'ping', 'cite', 'manifest']
// What a script or a style would fetch with. Code of ours only; the plan stands in an element of its own, as JSON.
const CODE = /\burl\((?!#)|@import\b|\bimport\s*\(|\bfetch\s*\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|\beval\s*\(|innerHTML|document\.write/

function wrongs(text) {
  const found = []
  const scripts = []
  const document = parse(text, { onParseError: (error) => found.push(`${error.code} at line ${error.startLine}`) })
  const visit = (node) => {
    const attributes = Object.fromEntries((node.attrs ?? []).map(({ name, value }) => [name, value]))
    const code = node.childNodes?.map((child) => child.value ?? '').join('') ?? ''
    if (FETCHING.includes(node.nodeName)) found.push(`an element ${node.nodeName}`)
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith('on')) found.push(`${name} of ${node.nodeName}`)
      if (LEADING.includes(name) && !value.startsWith('#')) found.push(`${name} of ${node.nodeName}: ${value.slice(0, 80)}`)
      if (/url\((?!#)|javascript:/.test(name === 'style' ? value : '')) found.push(`a style of ${node.nodeName}`)
    }
    if (node.nodeName === 'meta' && attributes['http-equiv'] === 'refresh') found.push('it goes elsewhere')
    if (node.nodeName === 'style' && CODE.test(code)) found.push('a style that fetches')
    if (node.nodeName === 'script') {
      scripts.push(attributes.type ?? 'code')
      if (attributes.type === 'application/json') JSON.parse(code)
      else if (CODE.test(code)) found.push(`a script with ${code.match(CODE)[0]}`)
    }
    node.childNodes?.forEach(visit)
    if (node.content) visit(node.content)
  }
  visit(document)
  const said = standard.validateStringSync(text).results.flatMap((result) => result.messages)
  found.push(...said.map(({ line, column, message }) => `${message} at ${line}:${column}`))
  return [found, scripts.join(' ')]
}

let usual
for (const file of process.argv.slice(2)) {
  const [found, scripts] = wrongs(fs.readFileSync(file, 'utf8'))
  usual ??= scripts
  if (scripts !== usual) found.push(`the scripts are ${scripts}, elsewhere ${usual}`)
  if (found.length > 0) {
    console.error(`${file}: ${found.slice(0, 20).join('\n')}`)
    process.exit(1)
  }
}
