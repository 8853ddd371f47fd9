// Titles offered while the words of a search are typed: a combobox with a list, as the ARIA practices describe it.
const wait = 150 // ms after the last key

export function suggestions() {
  document.querySelectorAll('form[action="/search"] input[type="search"]').forEach(suggest)
  const narrow = document.querySelector('[data-narrow]')
  // Where the style sheet cannot show a closed fold beside the hits, it is opened.
  if (narrow && !CSS.supports('selector(::details-content)') && matchMedia('(min-width: 48.0625em)').matches) {
    narrow.open = true
  }
}

function suggest(input, number) {
  const list = document.createElement('ul')
  list.id = `suggestions-${number}`
  list.className = 'app-suggest__list'
  list.hidden = true
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', document.documentElement.lang.startsWith('zh') ? '名称' : 'Titles')
  const place = input.parentElement
  place.classList.add('app-suggest')
  place.append(list)
  input.setAttribute('role', 'combobox')
  input.setAttribute('aria-autocomplete', 'list')
  input.setAttribute('aria-controls', list.id)
  input.setAttribute('aria-expanded', 'false')

  let timer
  let asking
  let at = -1
  const options = () => [...list.children]
  const close = () => {
    list.hidden = true
    at = -1
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
  const choose = (n) => {
    const all = options()
    at = (n + all.length) % all.length
    all.forEach((o, i) => o.setAttribute('aria-selected', String(i === at)))
    input.setAttribute('aria-activedescendant', all[at].id)
    all[at].scrollIntoView({ block: 'nearest' })
  }
  const show = (titles) => {
    list.replaceChildren(
      ...titles.map((t, i) => {
        const option = document.createElement('li')
        option.id = `${list.id}-${i}`
        option.lang = 'zh-CN'
        option.setAttribute('role', 'option')
        option.setAttribute('aria-selected', 'false')
        option.dataset.url = t.url
        option.textContent = t.title
        return option
      })
    )
    at = -1
    input.removeAttribute('aria-activedescendant')
    list.hidden = titles.length === 0
    input.setAttribute('aria-expanded', String(!list.hidden))
  }
  const look = async () => {
    const typed = input.value.trim()
    asking?.abort()
    if ([...typed].length < 2) return close()
    asking = new AbortController()
    try {
      const answer = await fetch(`/search/suggest?q=${encodeURIComponent(typed)}`, { signal: asking.signal })
      if (!answer.ok) return close()
      const { titles } = await answer.json()
      if (document.activeElement === input) show(titles)
    } catch {
      // Nothing is offered; the search itself does not need it.
    }
  }
  input.addEventListener('input', (event) => {
    clearTimeout(timer)
    if (!event.isComposing) timer = setTimeout(look, wait)
  })
  input.addEventListener('compositionend', () => {
    clearTimeout(timer)
    timer = setTimeout(look, wait)
  })
  input.addEventListener('keydown', (event) => {
    if (list.hidden || event.isComposing) return
    if (event.key === 'ArrowDown') choose(at + 1)
    else if (event.key === 'ArrowUp') choose(at < 0 ? -1 : at - 1)
    else if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && at >= 0) location.assign(options()[at].dataset.url)
    else return
    event.preventDefault()
  })
  input.addEventListener('blur', close)
  // Before the box loses the focus and the list is gone.
  list.addEventListener('mousedown', (event) => {
    event.preventDefault()
    const option = event.target.closest('li')
    if (option) location.assign(option.dataset.url)
  })
}
