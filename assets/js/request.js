// While a request is typed, what is already public is offered beside the field; and papers get a button to print.
const pause = 700 // ms after the last key

export function offers() {
  const form = document.querySelector('form[data-offers]')
  const place = document.querySelector('[data-offers-here]')
  if (!form || !place) return
  let timer
  let last = ''
  let asking = null

  const look = async () => {
    const value = (name) => form.elements.namedItem(name)?.value.trim() ?? ''
    // What is typed goes in the body, never into an address.
    const body = new URLSearchParams({
      agency: value('agency'),
      number: value('number'),
      subject: value('subject'),
      offered: value('offered')
    })
    if ((!value('number') && value('subject').length < 4) || body.toString() === last) return
    last = body.toString()
    asking?.abort()
    asking = new AbortController()
    try {
      const answer = await fetch(form.dataset.offers, { method: 'POST', body, signal: asking.signal })
      if (!answer.ok) return
      place.innerHTML = await answer.text()
      if (place.firstElementChild) form.elements.namedItem('offered').value = '1'
    } catch {
      // Nothing is offered; the step before sending offers it again.
    }
  }
  for (const name of ['agency', 'number', 'subject']) {
    const control = form.elements.namedItem(name)
    control?.addEventListener('input', () => {
      clearTimeout(timer)
      timer = setTimeout(look, pause)
    })
  }
}

export function sizes() {
  for (const form of document.querySelectorAll('form[data-largest]')) {
    for (const input of form.querySelectorAll('input[type=file]')) {
      input.addEventListener('change', () => {
        form.querySelector(`#${input.id}-large`)?.remove()
        if (![...input.files].some((f) => f.size > Number(form.dataset.largest))) return
        input.value = ''
        const note = document.createElement('p')
        note.id = `${input.id}-large`
        note.className = 'govuk-error-message'
        note.setAttribute('role', 'alert')
        note.textContent = form.dataset.tooLarge
        input.before(note)
      })
    }
  }
}

export function printing() {
  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false
    button.addEventListener('click', () => window.print())
  }
}
