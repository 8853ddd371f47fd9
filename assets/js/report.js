// In the text of an annual report numbers are inserted by name, from the list beside it.
export function reportText() {
  const form = document.querySelector('form[data-report-text]')
  if (!form) return
  let last = form.querySelector('textarea')
  for (const area of form.querySelectorAll('textarea')) {
    area.setSelectionRange(area.value.length, area.value.length)
    area.addEventListener('focus', () => { last = area })
  }
  const put = (area, text, from, to) => {
    area.focus()
    area.setRangeText(text, from, to, 'end')
    area.dispatchEvent(new Event('input', { bubbles: true }))
  }
  for (const button of form.querySelectorAll('[data-insert]')) {
    button.hidden = false
    button.addEventListener('click', () => put(last, button.dataset.insert, last.selectionStart, last.selectionEnd))
  }
  for (const button of form.querySelectorAll('[data-take]')) {
    button.hidden = false
    button.addEventListener('click', () => {
      const area = document.getElementById(button.dataset.take)
      put(area, document.getElementById(`${button.dataset.take}-draft`).textContent, 0, area.value.length)
    })
  }
  const search = form.querySelector('[data-picker-search]')
  search.hidden = false
  search.querySelector('input').addEventListener('input', (e) => {
    const words = e.target.value.trim().split(/\s+/)
    for (const row of form.querySelectorAll('.app-picker__row')) {
      row.hidden = !words.every((w) => row.textContent.includes(w))
    }
  })
  // Enter in the search box would send the whole form.
  search.addEventListener('keydown', (e) => { if (e.key === 'Enter') e.preventDefault() })
  let changed = false
  form.addEventListener('input', (e) => { changed ||= e.target.matches('textarea') })
  form.addEventListener('submit', () => { changed = false })
  window.addEventListener('beforeunload', (e) => { if (changed) e.preventDefault() })
}
