// What a browser alone can see of a page. Each function returns sentences about what is wrong.
const look = {
  seen(el) {
    if (el.matches('.sr:not(label)') || el.closest('[hidden], details:not([open]) > :not(summary)')) return false
    const r = el.getBoundingClientRect()
    return r.width > 0 && r.height > 0 && getComputedStyle(el).visibility === 'visible'
  },

  name(el) {
    return `<${el.localName}${el.className ? ' class=' + JSON.stringify(el.className) : ''}> ${JSON.stringify((el.textContent || el.name || '').trim().slice(0, 40))}`
  },

  wide() {
    const most = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= most) return []
    const out = [...document.querySelectorAll('body *')].filter(el => look.seen(el) && el.getBoundingClientRect().right > most + 0.5 && !look.scrolls(el.parentElement))
    const deep = out.filter(el => !out.some(k => k !== el && el.contains(k)))
    return [`the page is ${document.documentElement.scrollWidth} wide on a screen of ${most}: ` + deep.slice(0, 3).map(look.name).join(', ')]
  },

  scrolls(el) {
    for (; el && el !== document.body; el = el.parentElement) {
      if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(el).overflowX)) return true
    }
    return false
  },

  // area is what answers to a finger: a control with its label, a link with what it spreads over its card.
  area(el) {
    const box = el.closest('label') || el
    let r = box.getBoundingClientRect()
    if (getComputedStyle(el, '::after').position === 'absolute') {
      let p = el
      while (p && getComputedStyle(p).position === 'static') p = p.parentElement
      if (p) r = p.getBoundingClientRect()
    }
    return r
  },

  inSentence(el) {
    if (el.localName !== 'a' || getComputedStyle(el).display !== 'inline') return false
    const p = el.parentElement
    return p.textContent.trim().length > el.textContent.trim().length + 1
  },

  small() {
    return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
      .filter(el => look.seen(el) && !look.inSentence(el))
      .map(el => [el, look.area(el)])
      .filter(([, r]) => Math.round(r.width) < 48 || Math.round(r.height) < 48)
      .map(([el, r]) => `${look.name(el)} is ${Math.round(r.width)} × ${Math.round(r.height)}, less than 48`)
  },

  // stops are what Tab should reach: of radio buttons of one name the browser stops at one.
  stops() {
    const names = new Set()
    return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')].filter(el => {
      if (!look.seen(el) || el.disabled || el.tabIndex < 0) return false
      if (el.type !== 'radio') return true
      const is = (el.form ? [...document.forms].indexOf(el.form) : '') + el.name
      return names.has(is) ? false : names.add(is)
    })
  },

  begin() {
    look.left = new Set(look.stops())
    look.back = 0
    document.activeElement?.blur()
  },

  ringed(el) {
    for (const [e, part] of [[el], [el, '::after'], [el.closest('label') || el]]) {
      const s = getComputedStyle(e, part)
      if (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) return true
    }
    return false
  },

  // at says what is wrong with where the focus stands, and takes it off the list. It is done
  // when all was reached, or when Tab went around twice (it begins where the page put the focus).
  at() {
    const el = document.activeElement
    const wrong = []
    if (!el || el === document.body) {
      look.back++
    } else {
      for (const k of look.left) if (k === el || (k.type === 'radio' && k.name === el.name && k.form === el.form)) look.left.delete(k)
      if (!look.ringed(el)) wrong.push(`${look.name(el)} does not show that it has the focus`)
      if (look.under(el)) wrong.push(`${look.name(el)} has the focus under the bar`)
    }
    return {wrong, done: look.left.size === 0 || look.back > 1}
  },

  under(el) {
    const bar = document.querySelector('.tabs')
    return bar && getComputedStyle(bar).position === 'fixed' && !bar.contains(el) && el.getBoundingClientRect().top >= bar.getBoundingClientRect().top
  },

  missed() {
    return [...look.left].map(el => `${look.name(el)} is not reached by Tab`)
  },
}
