// Puts everything in its place and listens.

function onKey(event) {
  const isTyping = event.target.matches('input[type=search]')
  if (event.key === '/' && !isTyping) {
    event.preventDefault()
    byId('search').focus()
  } else if (event.key === 'Escape') {
    if (isTyping && byId('search').value) {
      byId('search').value = ''
      search('')
    } else if (state.chosen !== null) close()
    else if (isTyping) canvas.focus()
  } else if (!isTyping && event.key === '+') zoom(state.zoom * 1.25)
  else if (!isTyping && event.key === '-') zoom(state.zoom / 1.25)
  else if (!isTyping && event.key === '0') fit()
}

function start() {
  boxes.flat().forEach(prepare)
  lines.flat().forEach((element) => remember(element, '.label'))
  for (const view of views) view.querySelector('.node[data-n]')?.setAttribute('tabindex', '0')
  byId('views').hidden = views.length < 2
  byId('views').addEventListener('change', (event) => show(views.find((view) => view.dataset.view === event.target.value)))
  byId('sides').addEventListener('change', (event) => setSide(event.target.value))
  byId('in').addEventListener('click', () => zoom(state.zoom * 1.25))
  byId('out').addEventListener('click', () => zoom(state.zoom / 1.25))
  byId('fit').addEventListener('click', fit)
  byId('search').addEventListener('input', (event) => search(event.target.value))
  byId('search').addEventListener('keydown', (event) => {
    if (event.key === 'Enter') next(event.shiftKey ? -1 : 1)
  })
  document.addEventListener('keydown', onKey)
  drag()
  layRail()
  layFindings()
  // Of a large graph first what changes.
  show(views.find((view) => view.dataset.view === (data.nodes.length > 60 ? 'part' : 'whole')) ?? views[0])
  if (data.opens_at_steps) goTo(data.stretches.length ? data.stretches[0].from : 0)
  else {
    paint()
    tell()
  }
}

start()
