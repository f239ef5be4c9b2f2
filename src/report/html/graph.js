'use strict'
// What the page knows: the boxes (`nodes`) and lines (`links`) of the graph, the steps of the apply in the order in which
// they are shown (`walk`), the stretches in which a route is dead, and the findings. All of it is text of a plan: it is
// only ever set as text, never as markup.
const data = JSON.parse(document.getElementById('data').textContent)
const byId = (id) => document.getElementById(id)
const canvas = byId('canvas')
const views = [...canvas.querySelectorAll('svg')]

// The elements of each box and line, one for each view that has it.
const boxes = data.nodes.map(() => [])
const lines = data.links.map(() => [])
for (const view of views) {
  view.querySelectorAll('[data-n]').forEach((element) => boxes[element.dataset.n].push(element))
  view.querySelectorAll('[data-l]').forEach((element) => lines[element.dataset.l].push(element))
}

// For each box the lines that traffic leaves and reaches it by.
const outgoing = data.nodes.map(() => [])
const incoming = data.nodes.map(() => [])
data.links.forEach((link, at) => {
  if (link.from !== null && link.to !== null) {
    outgoing[link.from].push(at)
    incoming[link.to].push(at)
  }
})

// How each element was drawn: its classes, and its texts that change with the moment.
const drawn = new Map()

function remember(element, selector) {
  const facts = [...element.querySelectorAll(selector)].map((text) => [text, text.textContent])
  drawn.set(element, { classes: element.getAttribute('class'), facts })
}

const state = { side: 'both', step: 0, view: null, zoom: 1, chosen: null, hits: [], hit: -1 }

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'click') element.addEventListener('click', value)
    else element.setAttribute(name, value)
  }
  element.append(...children.filter((child) => child !== null))
  return element
}

const kindOf = (node) => node.kind.replace('_', ' ')
const shown = (elements) => elements.find((element) => element.closest('svg') === state.view)
const isThere = (at) => boxes[at].some((element) => !element.classList.contains('absent'))

// Views and zoom.

function show(view) {
  state.view = view
  for (const other of views) other.toggleAttribute('hidden', other !== view)
  byId('views').querySelectorAll('input').forEach((input) => { input.checked = input.value === view.dataset.view })
  fit()
}

function zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
  const { width, height } = state.view.viewBox.baseVal
  const to = Math.min(3, Math.max(0.08, factor))
  const [left, top] = [(canvas.scrollLeft + x) / state.zoom, (canvas.scrollTop + y) / state.zoom]
  state.zoom = to
  state.view.style.width = `${width * to}px`
  state.view.style.height = `${height * to}px`
  canvas.scrollTo(left * to - x, top * to - y)
}

// As wide as there is room, but not so small that nothing can be read.
function fit() {
  const { width } = state.view.viewBox.baseVal
  zoom(Math.min(1.25, Math.max(0.75, canvas.clientWidth / width)))
  canvas.scrollTo(0, 0)
}

function reveal(at) {
  let element = shown(boxes[at])
  if (!element && boxes[at].length) {
    show(boxes[at][0].closest('svg'))
    element = shown(boxes[at])
  }
  element?.scrollIntoView({ block: 'center', inline: 'center' })
  return element
}

function visit(at) {
  reveal(at)?.focus({ preventScroll: true })
}

// From box to box by the keyboard: with the traffic, against it, and up and down in a column.

function beside(at, key) {
  if (key === 'ArrowRight') return outgoing[at].map((link) => data.links[link].to)
  if (key === 'ArrowLeft') return incoming[at].map((link) => data.links[link].from)
  const own = shown(boxes[at]).getBoundingClientRect()
  return data.nodes.map((_, other) => other).filter((other) => {
    const rect = other !== at && shown(boxes[other])?.getBoundingClientRect()
    return rect && Math.abs(rect.left - own.left) < 2 && (key === 'ArrowDown' ? rect.top > own.top : rect.top < own.top)
  })
}

function nearest(at, key) {
  const own = shown(boxes[at]).getBoundingClientRect()
  const distance = (other) => {
    const rect = shown(boxes[other]).getBoundingClientRect()
    return Math.abs(rect.top + rect.height / 2 - own.top - own.height / 2)
  }
  const near = beside(at, key).filter((other) => shown(boxes[other]) && isThere(other))
  return near.sort((a, b) => distance(a) - distance(b))[0]
}

function onBoxKey(event) {
  const at = Number(event.currentTarget.dataset.n)
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault()
    choose(at)
  } else if (event.key.startsWith('Arrow')) {
    event.preventDefault()
    const next = nearest(at, event.key)
    if (next !== undefined) visit(next)
  }
}

// One box of a view can be reached by Tab; from there arrows lead on.
function prepare(element) {
  const at = Number(element.dataset.n)
  // What is read out is its <title>: the whole name and all facts.
  element.setAttribute('role', 'button')
  element.setAttribute('tabindex', '-1')
  remember(element, '.fact')
  element.addEventListener('keydown', onBoxKey)
  element.addEventListener('click', () => { element.focus(); choose(at) })
  element.addEventListener('focus', () => {
    element.closest('svg').querySelector('[tabindex="0"]')?.setAttribute('tabindex', '-1')
    element.setAttribute('tabindex', '0')
  })
  addSign(element)
}

// The sign of a box that is dead at the moment that is shown; the drawing itself only has that of the end.
function addSign(element) {
  const frame = element.querySelector('.frame')
  const sign = document.createElementNS('http://www.w3.org/2000/svg', 'g')
  sign.setAttribute('class', 'sign now')
  sign.setAttribute('transform', `translate(${frame.width.baseVal.value - 16} 15)`)
  for (const [tag, name, value] of [['circle', 'r', '8'], ['path', 'd', 'M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5']]) {
    const part = document.createElementNS('http://www.w3.org/2000/svg', tag)
    part.setAttribute(name, value)
    sign.append(part)
  }
  element.append(sign)
}

function drag() {
  let from = null
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || event.target.closest('.node')) return
    from = { x: event.clientX + canvas.scrollLeft, y: event.clientY + canvas.scrollTop }
  })
  window.addEventListener('pointermove', (event) => {
    if (from) canvas.scrollTo(from.x - event.clientX, from.y - event.clientY)
  })
  window.addEventListener('pointerup', () => { from = null })
  canvas.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    const rect = canvas.getBoundingClientRect()
    zoom(state.zoom * Math.exp(-event.deltaY / 300), event.clientX - rect.left, event.clientY - rect.top)
  }, { passive: false })
}
