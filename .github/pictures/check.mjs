// Uses every page of a folder as a reader would, and fails where it does not do what it should.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const [folder, screenshots] = process.argv.slice(2)
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
const pages = fs.readdirSync(folder).filter((name) => name.endsWith('.html')).map((name) => path.basename(name, '.html'))
assert(pages.length >= 9, `${pages.length} pages`)

async function open(name, options = {}) {
  // axe is put into the page by the test itself, which the page's own policy would not let happen.
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options })
  const wrong = []
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()))
  page.on('pageerror', (error) => wrong.push(error.message))
  page.on('request', (request) => request.url().startsWith('file://') || wrong.push(`asked for ${request.url()}`))
  const started = Date.now()
  await page.goto(`file://${path.join(folder, name)}`)
  return { page, wrong, time: Date.now() - started }
}

async function accessible(page, name, moment) {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => globalThis.axe.run())
  const told = violations.map((one) => `${one.id}: ${one.help}\n  ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join('\n  ')}`)
  assert.equal(told.length, 0, `${name}, ${moment}:\n${told.join('\n')}`)
}

const focused = (page) => page.evaluate(() => Number(document.activeElement?.dataset?.n ?? -1))
const data = (page) => page.evaluate(() => JSON.parse(document.getElementById('data').textContent))
const visible = (page, selector) => page.locator(`#canvas svg:not([hidden]) ${selector}`)

// A click shows the facts of a box; Escape leads back to it.
async function clicks(page, known) {
  const box = visible(page, '.node[data-n]').first()
  await box.click()
  const at = Number(await box.getAttribute('data-n'))
  const facts = await page.locator('#facts').innerText()
  assert(facts.includes(known.nodes[at].address.slice(0, 60)), facts)
  assert(facts.includes(known.nodes[at].operation), facts)
  await page.keyboard.press('Escape')
  assert(await page.locator('#facts').isHidden())
  assert.equal(await focused(page), at)
}

// Arrows lead along the traffic and back.
async function walks(page, known) {
  const there = await visible(page, '.node[data-n]').evaluateAll((all) => all.map((one) => Number(one.dataset.n)))
  const link = known.links.find((link) => there.includes(link.from) && there.includes(link.to))
  if (!link) return
  await visible(page, `.node[data-n="${link.from}"]`).focus()
  await page.keyboard.press('ArrowRight')
  const next = await focused(page)
  assert(known.links.some((other) => other.from === link.from && other.to === next), `${link.from} leads to ${next}`)
  await page.keyboard.press('ArrowLeft')
  const back = await focused(page)
  assert(known.links.some((other) => other.from === back && other.to === next), `${next} leads back to ${back}`)
  await page.keyboard.press('Enter')
  assert(await page.locator('#facts').isVisible())
  await page.keyboard.press('Escape')
}

// `/` leads to the search, Enter to what is found.
async function searches(page, known) {
  await page.keyboard.press('/')
  const wanted = known.nodes.at(-1).address.slice(0, 30)
  await page.keyboard.type(wanted)
  const hits = known.nodes.filter((node) => `${node.address} ${node.type}`.toLowerCase().includes(wanted.toLowerCase())).length
  assert((await page.locator('#found').innerText()).startsWith(`${hits} of ${known.nodes.length}`))
  await page.keyboard.press('Enter')
  assert((await page.locator('#facts').innerText()).includes(wanted))
  await page.keyboard.press('Escape')
  assert.equal(await page.locator('#search').inputValue(), '')
}

// Before, after and the steps: what is shown is what is there then, and the dead stretch is dead.
async function moves(page, known) {
  const absent = async () => (await visible(page, '.node.absent[data-n]').evaluateAll((all) => all.map((one) => Number(one.dataset.n)))).sort()
  const shown = await visible(page, '.node[data-n]').evaluateAll((all) => all.map((one) => Number(one.dataset.n)))
  for (const side of ['before', 'after']) {
    await page.locator(`#sides input[value=${side}]`).check()
    const gone = shown.filter((at) => !known.nodes[at][side])
    const hidden = await absent()
    assert(hidden.every((at) => gone.includes(at)), `${side}: ${hidden} of ${gone}`)
    const dead = await visible(page, '.node.dead').count()
    assert(hidden.length + dead >= gone.length, `${side}: ${hidden.length} and ${dead} of ${gone.length}`)
  }
  if (!known.walk.length) return
  const slider = page.locator('#step')
  assert.equal(Number(await slider.getAttribute('max')), known.walk.length)
  await slider.focus()
  await page.keyboard.press('Home')
  for (let done = 0; done <= Math.min(known.walk.length, 12); done++) {
    assert.equal(Number(await slider.inputValue()), done)
    const open = known.stretches.filter((stretch) => stretch.from <= done && done < stretch.to)
    const told = await page.locator('#told').innerText()
    for (const stretch of open) {
      assert(open.length > 3 || told.includes(stretch.told), `step ${done}: ${told}`)
      for (const node of stretch.nodes.filter((node) => shown.includes(node))) {
        assert.equal(await visible(page, `.node.dead[data-n="${node}"]`).count(), 1, `step ${done}: box ${node} is not dead`)
      }
    }
    await page.keyboard.press('ArrowRight')
  }
  assert.equal(await page.locator('#rail .stretch').count() > 0, known.stretches.length > 0)
  await page.locator('#sides input[value=both]').check()
  assert.equal(await visible(page, '.node.absent').count(), 0)
}

async function overlaps(page) {
  return page.evaluate(() => {
    const texts = [...document.querySelectorAll('svg:not([hidden]) text')].filter((text) => text.textContent)
    const rects = texts.map((text) => [text.getBoundingClientRect(), text.textContent]).sort((a, b) => a[0].left - b[0].left)
    const found = []
    rects.forEach(([one, words], at) => {
      for (let next = at + 1; next < rects.length && rects[next][0].left < one.right - 1; next++) {
        const two = rects[next][0]
        // Lines of one box may touch: a font's line is higher than its letters.
        if (two.top < one.bottom - 3 && one.top < two.bottom - 3) found.push(`${words} | ${rects[next][1]}`)
      }
    })
    return found
  })
}

let stretches = 0
for (const name of pages) {
  const { page, wrong, time } = await open(`${name}.html`)
  const known = await data(page)
  stretches += known.stretches.length
  assert.deepEqual(await overlaps(page), [], name)
  await clicks(page, known)
  await walks(page, known)
  await searches(page, known)
  const from = Date.now()
  await moves(page, known)
  const moving = Date.now() - from
  await accessible(page, name, 'as it opens')
  await page.keyboard.press('/')
  await page.keyboard.type('aws')
  await visible(page, '.node[data-n]').first().click()
  const isLarge = known.nodes.length > 100
  if (!isLarge) await accessible(page, name, 'with facts and a search')
  assert.equal(await page.title().then((title) => title.includes('owned')), false)
  await page.locator('#views').isVisible() && await page.locator('#views input[value=whole]').check()
  assert.equal(await visible(page, '.node[data-n]').count(), known.nodes.length)
  if (!isLarge) await accessible(page, name, 'whole')
  assert(time < 8000, `${name} took ${time} ms to open`)
  assert.deepEqual(wrong, [], name)
  console.log(`${name}: ${known.nodes.length} boxes, ${known.links.length} lines, ${known.walk.length} steps, open after ${time} ms, moved in ${moving} ms`)
  await page.close()
}
assert(stretches > 0, 'no page has a dead stretch')

async function look(page, name, colorScheme) {
  await page.screenshot({ path: path.join(screenshots, `${name}-${colorScheme}.png`) })
  const known = await data(page)
  if (known.stretches.length) {
    await page.evaluate((done) => goTo(done), known.stretches[0].from)
    await page.screenshot({ path: path.join(screenshots, `${name}-${colorScheme}-step.png`) })
  }
  // The first look was at light.
  if (colorScheme === 'dark' && known.nodes.length < 100) await accessible(page, name, 'dark, at a step')
}

for (const name of pages) {
  for (const colorScheme of ['light', 'dark']) {
    const { page, wrong } = await open(`${name}.html`, { colorScheme })
    await look(page, name, colorScheme)
    assert.deepEqual(wrong, [], name)
    await page.close()
    const svg = await open(`${name}.svg`, { colorScheme })
    assert.deepEqual(await overlaps(svg.page), [], name)
    await svg.page.screenshot({ path: path.join(screenshots, `${name}-${colorScheme}-svg.png`) })
    assert.deepEqual(svg.wrong, [], name)
    await svg.page.close()
  }
}
await browser.close()
console.log(`${pages.length} pages, each in light and dark.`)
