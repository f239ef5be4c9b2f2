// A recorded plan with names that would rather act than be read.
import fs from 'node:fs'

const EVIL = [
  '</script><script>document.title="owned"</script>',
  '<img src=x onerror=document.title="owned">',
  '\u202eeulb\u2066',
  '\u200b\u00a0"\'`${document.title="owned"}',
  `]]>${'n'.repeat(10_000)}-->`,
].join('')

// As Terraform quotes the key of an instance.
const quoted = EVIL.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('${', '$${')

function poisoned(value) {
  if (typeof value === 'string') return value.includes('["blue"]') ? value.replaceAll('["blue"]', `["${quoted}"]`) : value
  if (Array.isArray(value)) return value.map(poisoned)
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, poisoned(part)]))
  return value
}

export const hostile = (path) => JSON.stringify(poisoned(JSON.parse(fs.readFileSync(path, 'utf8'))))
