// The graph at a moment: before the apply, after it, or after so many of its steps.

const last = data.walk.length
// Where a step is refused the apply does not come to what the plan wants: its last moment is not the side after.
const isStopped = data.walk.some((step) => !step.happens)
const isEnd = (done) => done === last && !(state.side === 'step' && isStopped)
// For each box its steps, in the order of the walk.
const stepsOf = data.nodes.map(() => [])
data.walk.forEach((step, at) => step.nodes.forEach((node) => stepsOf[node].push({ at, ...step })))

function exists(at, done) {
  const node = data.nodes[at]
  if (isEnd(done)) return node.after
  const taken = stepsOf[at].filter((step) => step.at < done && step.happens)
  const count = (does) => taken.filter((step) => step.does === does).length
  return (node.before ? 1 : 0) + count('create') - count('destroy') > 0
}

function holds(link, done) {
  if (done === 0) return link.before
  if (isEnd(done)) return link.after
  const made = stepsOf[link.owner].filter((step) => step.does !== 'destroy')
  const isMade = made.length > 0 && made.every((step) => step.at < done && step.happens)
  const side = isMade ? link.after : link.before
  return side && (exists(link.owner, done) || isMade)
}

const isOpen = (stretch, done) => stretch.from <= done && done < stretch.to
const startsDead = (text) => text.startsWith('dead')

// Boxes and lines that are known to end dead at a moment: in the stretches, and at both ends of the apply by what is known
// of the pools then.
function deadAt(done) {
  const dead = { nodes: new Set(), links: new Set() }
  for (const stretch of data.stretches.filter((stretch) => isOpen(stretch, done))) {
    stretch.nodes.forEach((node) => dead.nodes.add(node))
    stretch.links.forEach((link) => dead.links.add(link))
  }
  if (done === last && !isEnd(done)) {
    data.left_dead.forEach((link) => {
      dead.links.add(link)
      if (data.links[link].to !== null) dead.nodes.add(data.links[link].to)
    })
  }
  if (done !== 0 && !isEnd(done)) return dead
  data.links.forEach((link, at) => {
    if (link.role !== 'forward' || link.to === null || !holds(link, done)) return
    const pool = data.nodes[link.to]
    const isDead = isEnd(done) ? startsDead(pool.liveness) || !pool.after : startsDead(pool.liveness_before)
    if (isDead) {
      dead.nodes.add(link.to)
      dead.links.add(at)
    }
  })
  return dead
}

// What a box or line looks like at a moment: its classes and its words. What is the same as before is left alone, as a
// step changes little of a large graph.

function wear(element, classes) {
  if (element.getAttribute('class') !== classes) element.setAttribute('class', classes)
}

function say(text, words) {
  if (text.textContent !== words) text.textContent = words
}

function boxAt(at, done, dead, working) {
  const there = exists(at, done)
  const classes = ['node', data.nodes[at].kind, 'plain']
  if (dead.nodes.has(at)) classes.push('dead')
  else if (!there) classes.push('absent')
  if (working) classes.push('working')
  let said = there ? '' : 'not there now'
  if (dead.nodes.has(at)) said = there ? 'dead: no target answers' : 'dead: not there'
  return { classes: classes.join(' '), said }
}

function lineAt(at, done, dead) {
  const link = data.links[at]
  const isNew = done !== 0 && link.after && (isEnd(done) || !link.before || holds({ ...link, before: false }, done))
  const weight = isNew ? link.weight_after : link.weight_before
  const classes = ['link', 'kept']
  if (dead.links.has(at)) classes.push('ends')
  else if (!holds(link, done)) classes.push('absent')
  if (link.certainty !== 'exact') classes.push('unsure')
  if (weight === null) classes.push('bare')
  return { classes: classes.join(' '), said: weight === null ? '' : `weight ${weight}` }
}

// Marks that stand at every moment: what is chosen, what a finding is about, what is searched for.
const flagged = new Set(data.findings.filter((finding) => finding.blocks).flatMap((finding) => finding.nodes))

function marks(at, hits) {
  return [at === state.chosen && ' chosen', flagged.has(at) && ' flagged', hits.has(at) && ' hit'].filter(Boolean).join('')
}

function paint() {
  const done = { both: null, before: 0, after: last, step: state.step }[state.side]
  const dead = done === null ? null : deadAt(done)
  const working = new Set(state.side === 'step' && done > 0 ? data.walk[done - 1].nodes : [])
  const hits = new Set(state.hits)
  boxes.forEach((elements, at) => {
    const look = dead && boxAt(at, done, dead, working.has(at))
    for (const element of elements) {
      const { classes, facts } = drawn.get(element)
      wear(element, (look ? look.classes : classes) + marks(at, hits))
      facts.forEach(([text, words], line) => say(text, look ? (line === 0 ? look.said : '') : words))
    }
  })
  lines.forEach((elements, at) => {
    const look = dead && lineAt(at, done, dead)
    for (const element of elements) {
      const { classes, facts } = drawn.get(element)
      wear(element, look ? look.classes : classes)
      facts.forEach(([text, words]) => say(text, look ? look.said : words))
    }
  })
}

const told = (step) => `${step.does} ${step.address}${step.happens ? '' : step.refused.length ? ' (refused)' : ' (never reached)'}`

function tell() {
  const done = state.step
  const first = done === 0 ? `Before the first of ${last} steps.` : `${done} of ${last} done: ${told(data.walk[done - 1])}`
  const open = data.stretches.filter((stretch) => isOpen(stretch, done))
  const dead = open.slice(0, 3).map((stretch) => make('div', {}, `✗ ${stretch.told}`))
  const more = open.length > 3 ? [make('div', {}, `and ${open.length - 3} more routes are dead`)] : []
  const words = last ? [make('b', {}, first), ...dead, ...more] : ['This plan takes no step that touches the graph.']
  byId('told').replaceChildren(...words)
  byId('step').setAttribute('aria-valuetext', first)
  byId('walk').querySelectorAll('li').forEach((item, at) => {
    item.classList.toggle('done', state.side === 'step' && at < done)
    item.classList.toggle('now', state.side === 'step' && at === done - 1)
  })
}

function setSide(side) {
  state.side = side
  byId('sides').querySelectorAll('input').forEach((input) => { input.checked = input.value === side })
  paint()
  tell()
}

function goTo(done) {
  state.step = done
  byId('step').value = done
  setSide('step')
}

// The stretches laid over each other: of those that are open at once, the surest.
function runs() {
  const found = []
  for (let done = 0; done <= last; done++) {
    const open = data.stretches.filter((stretch) => isOpen(stretch, done)).map((stretch) => stretch.certainty)
    const certainty = ['always', 'possible', 'unknown'].find((word) => open.includes(word))
    const before = found.at(-1)
    if (before && before.to === done && before.certainty === certainty) before.to = done + 1
    else if (certainty) found.push({ certainty, from: done, to: done + 1 })
  }
  return found
}

// The rail of the slider has a mark for each stretch; the list of steps has a line beside it.
function layRail() {
  const slider = byId('step')
  slider.max = last
  slider.addEventListener('input', () => goTo(Number(slider.value)))
  // The thumb's middle runs between half its width from both ends.
  const place = (done) => `calc(8px + (100% - 16px) * ${Math.min(1, Math.max(0, done / Math.max(1, last)))})`
  for (const run of runs()) {
    const mark = make('div', { class: `stretch ${run.certainty}` })
    mark.style.left = place(run.from - 0.25)
    mark.style.right = `calc(100% - ${place(run.to - 0.75)})`
    byId('rail').append(mark)
  }
  const inStretch = (at) => data.stretches.some((stretch) => isOpen(stretch, at + 1))
  const items = data.walk.map((step, at) => make(
    'li',
    { class: inStretch(at) ? 'in-stretch' : '' },
    make('button', { type: 'button', class: 'plain address', click: () => goTo(at + 1) }, `${at + 1}. ${told(step)}${inStretch(at) ? ' ✗ dead' : ''}`),
    ...step.refused.map((why) => make('div', {}, `refused, ${why}`)),
  ))
  const rest = data.other_steps ? make('p', { class: 'about' }, `${data.other_steps} more steps touch nothing of the graph.`) : null
  const all = data.hidden_spans.map((told) => make('p', {}, `In another order: ${told}`))
  if (last) byId('walk').append(make('h2', {}, 'Steps of the apply'), ...all, make('ol', {}, ...items), rest ?? '')
  slider.disabled = last === 0
}
