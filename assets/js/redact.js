// Boxes drawn on the picture of a page with mouse, finger or keyboard. Each is sent at once through the form that works
// without script, and the parts of the page that change are put in; the picture stays.
const svg = (name, attributes) => {
  const e = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v)
  return e
}

export function redaction () {
  const all = document.querySelector('[data-redact]')
  const stage = document.querySelector('[data-redact-stage]')
  if (!all || !stage) return

  const said = document.createElement('p')
  said.className = 'govuk-visually-hidden'
  said.setAttribute('role', 'status')
  all.append(said)

  let queue = Promise.resolve()
  const parts = (doc, root) => {
    for (const part of root.querySelectorAll('[data-redact-part]')) {
      const fresh = doc.querySelector(`[data-redact-part="${part.dataset.redactPart}"]`)
      // What folds stays as the reader left it.
      if (fresh) {
        const open = [...part.querySelectorAll('details')].map((d) => d.open)
        fresh.querySelectorAll('details').forEach((d, i) => { d.open = open[i] ?? d.open })
        part.replaceWith(fresh)
      }
    }
  }
  const send = (form, body, words) => {
    // The ground for new boxes stays what it is, whichever form speaks.
    body.set('ground', document.getElementById('ground')?.value ?? '')
    queue = queue.then(async () => {
      try {
        const answer = await fetch(form.action, { method: 'POST', body })
        const doc = new DOMParser().parseFromString(await answer.text(), 'text/html')
        if (!answer.ok || !doc.querySelector('[data-redact]')) throw new Error(answer.url)
        parts(doc, document)
        said.textContent = words || doc.querySelector('[data-redact-part="list"] h2')?.textContent || ''
      } catch {
        // Whatever it is, the page without script says it best.
        for (const [name, value] of body) {
          const field = document.createElement('input')
          field.type = 'hidden'
          field.name = name
          field.value = value
          form.append(field)
        }
        form.submit()
      }
    })
  }
  all.addEventListener('submit', (event) => {
    const form = event.target
    if (form.hasAttribute('data-redact-leaves')) return
    const act = event.submitter?.value ?? ''
    // What may find nothing, or turns to other pages, is shown as a page.
    if (!/^(save|clear|box|words|remove_.*)$/.test(act)) return
    event.preventDefault()
    const body = new URLSearchParams(new FormData(form))
    body.set('act', act)
    send(form, body, '')
  })
  all.addEventListener('change', (event) => {
    if (!event.target.matches('select[name^="ground-"]')) return
    const form = event.target.form
    const body = new URLSearchParams(new FormData(form))
    body.set('act', 'save')
    send(form, body, event.target.selectedOptions[0]?.textContent ?? '')
  })

  // The pen.
  const form = document.getElementById(stage.dataset.form)
  const pen = svg('svg', { class: 'app-redact__pen', viewBox: '0 0 1000 1000', preserveAspectRatio: 'none', 'aria-hidden': 'true' })
  const rect = svg('rect', { class: 'app-redact__box', width: 0, height: 0 })
  const cursor = svg('circle', { class: 'app-redact__cursor', r: 4, cx: 500, cy: 500 })
  pen.append(rect, cursor)
  stage.append(pen)
  stage.tabIndex = 0
  stage.setAttribute('role', 'application')
  stage.setAttribute('aria-label', stage.querySelector('img').alt)
  const help = document.createElement('p')
  help.className = 'govuk-hint'
  help.id = 'redact-help'
  help.textContent = stage.dataset.help
  stage.before(help)
  stage.setAttribute('aria-describedby', help.id)
  // On a finger the page must still scroll: the pen is taken up and put down.
  const toggle = document.createElement('button')
  toggle.type = 'button'
  toggle.className = 'govuk-button govuk-button--secondary app-redact__toggle'
  toggle.textContent = stage.dataset.pen
  const hold = (on) => {
    toggle.setAttribute('aria-pressed', String(on))
    stage.classList.toggle('app-redact--drawing', on)
  }
  hold(!window.matchMedia('(pointer: coarse)').matches)
  toggle.addEventListener('click', () => hold(toggle.getAttribute('aria-pressed') !== 'true'))
  stage.before(toggle)

  let from = null
  const put = (a, b) => {
    const box = { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) }
    for (const [k, v] of Object.entries(box)) rect.setAttribute(k, v * 1000)
    return box
  }
  const drop = () => {
    from = null
    put({ x: 0, y: 0 }, { x: 0, y: 0 })
  }
  const draw = (a, b) => {
    const box = put(a, b)
    drop()
    if (box.width < 0.003 || box.height < 0.002) return
    const body = new URLSearchParams()
    body.set('page', form.elements.namedItem('page').value)
    body.set('act', 'draw')
    body.set('drawn', [box.x, box.y, box.width, box.height].map((v) => v.toFixed(6)).join(','))
    send(form, body, stage.dataset.said)
  }
  const at = (event) => {
    const r = stage.querySelector('img').getBoundingClientRect()
    const cut = (v) => Math.min(1, Math.max(0, v))
    return { x: cut((event.clientX - r.left) / r.width), y: cut((event.clientY - r.top) / r.height) }
  }
  stage.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || !stage.classList.contains('app-redact--drawing')) return
    event.preventDefault()
    stage.focus({ preventScroll: true })
    stage.setPointerCapture(event.pointerId)
    from = at(event)
  })
  stage.addEventListener('pointermove', (event) => {
    if (from && stage.hasPointerCapture(event.pointerId)) put(from, at(event))
  })
  stage.addEventListener('pointerup', (event) => {
    if (from && stage.hasPointerCapture(event.pointerId)) draw(from, at(event))
  })
  stage.addEventListener('pointercancel', drop)

  const here = { x: 0.5, y: 0.5 }
  stage.addEventListener('keydown', (event) => {
    const step = event.shiftKey ? 0.002 : 0.01
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    if (way) {
      here.x = Math.min(1, Math.max(0, here.x + way[0] * step))
      here.y = Math.min(1, Math.max(0, here.y + way[1] * step))
      cursor.setAttribute('cx', here.x * 1000)
      cursor.setAttribute('cy', here.y * 1000)
      if (from) put(from, here)
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (from) draw(from, here)
      else from = { ...here }
    } else if (event.key === 'Escape' && from) {
      drop()
    } else {
      return
    }
    event.preventDefault()
  })
}
