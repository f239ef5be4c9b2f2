// The panel: facts of the box that is chosen, what is found by a search, and the findings.

function jump(at, words) {
  return make('button', { type: 'button', class: 'plain address', click: () => { visit(at); choose(at) } }, words ?? data.nodes[at].address)
}

function weights(link) {
  const { weight_before: before, weight_after: after } = link
  if (before === null && after === null) return ''
  return before === after ? `weight ${after}` : `weight ${before ?? 'none'} before, ${after ?? 'none'} after`
}

function neighbour(at, other) {
  const link = data.links[at]
  const when = link.before && link.after ? '' : link.before ? 'before only' : 'after only'
  const sure = link.certainty === 'exact' ? '' : `${link.certainty}${link.why ? `: ${link.why}` : ''}`
  const through = link.through.length ? `through ${link.through.join(' → ')}` : ''
  const by = `by ${link.attribute}${link.place ? ` (${link.place})` : ''}`
  const said = [when, weights(link), link.dead ? '✗ ends dead' : '', sure, by, through].filter(Boolean).join('; ')
  const name = other === null ? make('div', { class: 'address' }, 'not known') : jump(other)
  return make('li', {}, name, make('div', { class: 'about' }, said))
}

function list(title, items) {
  return items.length ? [make('h3', {}, title), make('ul', {}, ...items)] : []
}

function rows(node) {
  const all = [
    ['kind', kindOf(node)],
    ['type', node.type],
    ['operation', node.operation],
    ['deposed object', node.deposed],
    ['there', node.before && node.after ? 'before and after' : node.before ? 'before only' : 'after only'],
    ['targets before', node.liveness_before],
    ['targets after', node.liveness],
    ['capacity', node.capacity],
    ['written at', node.place ?? 'not at hand'],
  ]
  return all.filter(([, value]) => value).flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)])
}

function choose(at) {
  state.chosen = at
  const node = data.nodes[at]
  const far = (link, end) => (data.links[link][end])
  const out = data.links.map((_, link) => link).filter((link) => data.links[link].from === at)
  const into = data.links.map((_, link) => link).filter((link) => data.links[link].to === at)
  const own = data.findings.filter((finding) => finding.nodes.includes(at))
  byId('facts').replaceChildren(
    make('h2', {}, kindOf(node)),
    make('p', { class: 'address' }, node.address),
    make('button', { type: 'button', id: 'close', click: close }, 'Close'),
    make('h3', {}, 'Facts'),
    make('dl', {}, ...rows(node)),
    ...list('Findings', own.map((finding) => card(finding))),
    ...list('Traffic comes from', into.map((link) => neighbour(link, far(link, 'from')))),
    ...list('Traffic goes to', out.map((link) => neighbour(link, far(link, 'to')))),
    ...list('Steps', stepsOf[at].map((step) => make('li', {}, make('button', { type: 'button', class: 'plain', click: () => goTo(step.at + 1) }, `${step.at + 1}. ${told(step)}`)))),
  )
  byId('facts').hidden = false
  byId('facts').scrollIntoView({ block: 'start' })
  paint()
}

function close() {
  const at = state.chosen
  state.chosen = null
  byId('facts').hidden = true
  paint()
  if (at !== null) visit(at)
}

function tags(finding) {
  const verdict = finding.blocks ? 'blocks' : finding.waived ? 'waived' : finding.verdict === 'unknown' ? 'not known' : 'warns'
  const words = [verdict, finding.severity, finding.attribution === 'pre_existing' ? 'was so before' : '']
  return words.filter(Boolean).flatMap((word) => [make('span', { class: `tag ${word === 'blocks' ? 'blocks' : ''}` }, word), ' '])
}

function card(finding) {
  const more = [finding.reason && `Not known because ${finding.reason}`, finding.why, finding.help, finding.waived && `Waived: ${finding.waived}`]
  return make(
    'li',
    { class: `finding ${finding.blocks ? 'blocks' : ''}` },
    ...tags(finding),
    make('span', { class: 'address' }, finding.policy),
    make('p', {}, finding.message),
    ...more.filter(Boolean).map((text) => make('p', { class: 'about' }, text)),
    finding.place ? make('p', { class: 'address' }, finding.place) : null,
    ...finding.nodes.slice(0, 4).map((at) => jump(at)),
  )
}

function layFindings() {
  const problems = data.problems.map((problem) => make('li', { class: 'finding' }, make('p', {}, problem)))
  const rest = data.more_findings ? make('p', { class: 'about' }, `${data.more_findings} more are not listed here; poolproof check lists them.`) : null
  const none = data.findings.length ? null : make('p', {}, 'Nothing was found.')
  byId('findings').append(make('h2', {}, 'Findings'), none ?? '', make('ul', {}, ...data.findings.map((finding) => card(finding))), rest ?? '')
  if (problems.length) byId('findings').append(make('h2', {}, 'Not understood'), make('ul', {}, ...problems))
}

// Search.

const LISTED = 40

function search(text) {
  const wanted = text.trim().toLowerCase()
  const named = (node) => `${node.address} ${node.type} ${kindOf(node)} ${node.operation}`.toLowerCase()
  const ofFinding = (at) => data.findings.some((finding) => finding.nodes.includes(at) && finding.policy.includes(wanted))
  const fits = (at) => named(data.nodes[at]).includes(wanted) || ofFinding(at)
  state.hits = wanted ? data.nodes.map((_, at) => at).filter(fits) : []
  state.hit = -1
  byId('found').textContent = wanted ? `${state.hits.length} of ${data.nodes.length}` : ''
  const items = state.hits.slice(0, LISTED).map((at) => make('li', {}, jump(at)))
  const rest = state.hits.length > LISTED ? make('p', { class: 'about' }, `and ${state.hits.length - LISTED} more`) : ''
  byId('hits').replaceChildren(...(wanted ? [make('h2', {}, 'Found'), make('ul', {}, ...items), rest] : []))
  byId('hits').hidden = !wanted
  paint()
}

function next(by) {
  if (!state.hits.length) return
  state.hit = (state.hit + by + state.hits.length) % state.hits.length
  reveal(state.hits[state.hit])
  choose(state.hits[state.hit])
}
