// The body of a publication, edited as it will look. It sits over the text area that works without script: what is
// written here is kept there as HTML, and the server cleans it all the same.

// What may stay of pasted text, and which attributes. The server's list is paper/richtext; this one only spares the
// eye what the server would drop.
const kept = {
  P: [], H2: [], H3: [], H4: [], UL: [], OL: [], LI: [], STRONG: [], EM: [], U: [], BR: [], BLOCKQUOTE: [], SUB: [], SUP: [],
  TABLE: [], THEAD: [], TBODY: [], TR: [], TH: ['colspan', 'rowspan'], TD: ['colspan', 'rowspan'], A: ['href'], IMG: ['src', 'alt']
}
const renamed = { B: 'STRONG', I: 'EM', H1: 'H2', H5: 'H4', H6: 'H4', DIV: 'P' }
const dropped = new Set(['SCRIPT', 'STYLE', 'HEAD', 'META', 'LINK', 'TITLE', 'TEMPLATE', 'OBJECT', 'IFRAME', 'SVG', 'MATH'])
const blocks = 'P,H2,H3,H4,UL,OL,TABLE,BLOCKQUOTE'

function copy (from, to) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      to.append(node.data.replace(/[\t\n\r ]+/g, ' '))
      continue
    }
    if (node.nodeType !== Node.ELEMENT_NODE || dropped.has(node.tagName.toUpperCase())) continue
    let name = node.tagName.toUpperCase()
    name = renamed[name] || name
    // A box around paragraphs is no paragraph; nor is what a cell or an item holds.
    if (name === 'P' && (node.querySelector(blocks.toLowerCase()) || /^(TD|TH|LI)$/.test(to.tagName || ''))) name = ''
    if (!kept[name] || (name === 'IMG' && !(node.getAttribute('src') || '').startsWith('/'))) {
      copy(node, to)
      continue
    }
    const element = document.createElement(name)
    for (const attribute of kept[name]) {
      const value = node.getAttribute(attribute)
      if (value && !/^\s*javascript:/i.test(value)) element.setAttribute(attribute, value)
    }
    copy(node, element)
    if (element.childNodes.length > 0 || /^(BR|IMG|TD|TH)$/.test(name)) to.append(element)
  }
}

function clean (html) {
  const box = document.createElement('div')
  copy(new DOMParser().parseFromString(html, 'text/html').body, box)
  return box.innerHTML
}

function fromPlain (text) {
  const box = document.createElement('div')
  for (const line of text.split(/\n+/)) {
    if (line.trim() === '') continue
    const p = document.createElement('p')
    p.textContent = line.trim()
    box.append(p)
  }
  return box.innerHTML
}

const looksLikeHTML = text => /<\/?[a-z][^>]*>/i.test(text)

const table = '<table><tbody><tr><th><br></th><th><br></th></tr><tr><td><br></td><td><br></td></tr></tbody></table><p><br></p>'

const commands = {
  paragraph: () => document.execCommand('formatBlock', false, 'p'),
  heading: () => document.execCommand('formatBlock', false, 'h2'),
  subheading: () => document.execCommand('formatBlock', false, 'h3'),
  bold: () => document.execCommand('bold'),
  list: () => document.execCommand('insertUnorderedList'),
  numbers: () => document.execCommand('insertOrderedList'),
  table: () => document.execCommand('insertHTML', false, table),
  undo: () => document.execCommand('undo')
}

export function editors () {
  for (const frame of document.querySelectorAll('[data-editor-for]')) {
    const area = document.getElementsByName(frame.dataset.editorFor)[0]
    const label = area && document.querySelector(`label[for="${area.id}"]`)
    if (!label) continue
    const page = frame.querySelector('[data-editor-page]')
    label.id ||= area.id + '-label'
    page.id = area.id + '-editor'
    page.setAttribute('aria-labelledby', label.id)
    for (const name of ['aria-describedby', 'aria-invalid']) {
      if (area.hasAttribute(name)) page.setAttribute(name, area.getAttribute(name))
    }
    page.innerHTML = looksLikeHTML(area.value) ? clean(area.value) : fromPlain(area.value)
    document.execCommand('defaultParagraphSeparator', false, 'p')

    const save = () => { area.value = page.textContent.trim() === '' && !page.querySelector('img,table') ? '' : clean(page.innerHTML) }
    page.addEventListener('input', save)
    page.addEventListener('focus', () => { if (page.innerHTML === '') document.execCommand('formatBlock', false, 'p') })
    page.addEventListener('paste', event => {
      const html = event.clipboardData.getData('text/html')
      const plain = event.clipboardData.getData('text/plain')
      event.preventDefault()
      document.execCommand('insertHTML', false, html ? clean(html) : fromPlain(plain))
    })
    frame.addEventListener('click', event => {
      const button = event.target.closest('button[data-do]')
      if (!button) return
      page.focus()
      commands[button.dataset.do]()
      save()
    })
    // The error summary leads to the text area's id: take it over, so that it leads here.
    const errors = document.querySelectorAll(`.govuk-error-summary a[href="#${area.id}"]`)
    for (const link of errors) link.addEventListener('click', event => { event.preventDefault(); page.focus() })
    label.addEventListener('click', () => page.focus())
    area.hidden = true
    frame.hidden = false
  }
}
