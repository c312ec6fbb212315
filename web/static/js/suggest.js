// Suggestions while typing in the search box: a list box in the manner of the ARIA
// combobox, grouped by subject, and the last searches, which stay on this device. Without
// it the form simply searches.

// The last searches, on this device alone: nothing of them is sent. Where the browser keeps
// nothing, there are none. page.js forgets them when somebody signs out.
const recent = {
  all() {
    try {
      const kept = JSON.parse(localStorage.getItem("recent-searches") ?? "[]");
      return Array.isArray(kept) ? kept.filter((text) => typeof text === "string" && text).slice(0, 8) : [];
    } catch {
      return [];
    }
  },
  write(list) {
    try {
      if (list.length) localStorage.setItem("recent-searches", JSON.stringify(list));
      else localStorage.removeItem("recent-searches");
    } catch { /* a private window */ }
  },
  keep(text) {
    const clean = text.trim();
    if (clean) this.write([clean, ...this.all().filter((old) => old.toLowerCase() !== clean.toLowerCase())].slice(0, 8));
  },
  drop(text) { this.write(this.all().filter((old) => old !== text)); },
};

const form = document.querySelector("form[data-suggest]");
if (form) start(form, form.elements.q, form.dataset);

// Letters as they are compared: without marks, đ as d.
const plain = (letter) => letter.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

// parts cuts text so that what was typed of it, at the start of a word, can be marked.
function parts(text, typed) {
  const letters = [...text.normalize("NFC")], words = plain(typed).split(/\s+/).filter(Boolean).sort((a, b) => b.length - a.length);
  const out = [];
  let at = 0, begins = true;
  while (at < letters.length) {
    const rest = letters.slice(at).map(plain).join("");
    const word = begins && words.find((w) => rest.startsWith(w));
    const n = word ? word.length : 1;
    out.push([letters.slice(at, at + n).join(""), Boolean(word)]);
    at += n;
    begins = letters[at - 1] === " ";
  }
  return out;
}

function marked(text, typed) {
  return parts(text, typed).map(([piece, hit]) => {
    if (!hit) return piece;
    const mark = document.createElement("mark");
    mark.textContent = piece;
    return mark;
  });
}

function element(tag, about, ...inside) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) e.setAttribute(name, value);
  e.append(...inside);
  return e;
}

function start(form, input, words) {
  const list = element("div", { id: "seek-list", class: "seek-list", role: "listbox", "aria-label": input.labels[0]?.textContent ?? "" });
  const before = element("div", { class: "seek-list seek-recent" });
  const said = element("p", { class: "sr", role: "status" });
  list.hidden = before.hidden = true;
  form.append(list, before, said);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) input.setAttribute(name, value);

  let timer = 0, asked = null, at = -1, rows = [];

  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = before.hidden = true;
    said.textContent = "";
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (to) => {
    if (!rows.length) return;
    at = (to + rows.length) % rows.length;
    rows.forEach((row, i) => row.setAttribute("aria-selected", String(i === at)));
    input.setAttribute("aria-activedescendant", rows[at].id);
    // The first of a group brings the words that name the group into sight.
    if (rows[at].previousElementSibling?.classList.contains("seek-head")) rows[at].previousElementSibling.scrollIntoView({ block: "nearest" });
    rows[at].scrollIntoView({ block: "nearest" });
  };
  const show = (answer, typed) => {
    rows = [];
    list.replaceChildren(...(answer.groups ?? []).map((group, g) => {
      const head = element("div", { id: `seek-head-${g}`, class: "seek-head", role: "presentation" }, group.name);
      return element("div", { role: "group", "aria-labelledby": head.id }, head, ...group.items.map((item) => {
        const row = element("div", { id: `seek-${rows.length}`, class: "seek-row", role: "option", "aria-selected": "false" }, element("span", {}, ...marked(item.text, typed)));
        row.dataset.url = item.url;
        if (item.hint) row.append(element("small", {}, item.hint));
        rows.push(row);
        return row;
      }));
    }));
    at = -1;
    input.removeAttribute("aria-activedescendant");
    before.hidden = true;
    list.hidden = !rows.length;
    input.setAttribute("aria-expanded", String(rows.length > 0));
    said.textContent = answer.said ?? "";
  };
  const ask = async () => {
    const typed = input.value.trim();
    asked?.abort();
    if (typed.length < 2) return typed ? close() : remember();
    const mine = asked = new AbortController();
    try {
      const res = await fetch(`${words.suggest}?q=${encodeURIComponent(typed)}`, { signal: mine.signal, headers: { Accept: "application/json" } });
      const answer = res.ok ? await res.json() : {};
      // Only the answer to what stands there now is shown, whichever comes last.
      if (mine === asked && input.value.trim() === typed && document.activeElement === input) show(answer, typed);
    } catch { /* a slow network: the form still searches */ }
  };
  const go = (row) => {
    // Only our own pages: an address of another place is not followed.
    const to = new URL(row.dataset.url, location.href);
    if (to.origin !== location.origin) return;
    recent.keep(input.value);
    location.assign(to);
  };

  // remember shows the last searches while the box is empty: links and buttons, reached by
  // Tab or the arrow down.
  const remember = () => {
    close();
    const all = recent.all();
    if (!all.length) return;
    before.replaceChildren(
      element("h2", { class: "seek-head" }, words.recent),
      element("ul", {}, ...all.map((text) => {
        const drop = element("button", { type: "button", class: "seek-drop", "aria-label": words.forget.replace("%", text) }, "×");
        drop.addEventListener("click", () => { recent.drop(text); remember(); input.focus(); });
        return element("li", {}, element("a", { href: `${form.action}?q=${encodeURIComponent(text)}`, class: "seek-row" }, text), drop);
      })),
    );
    const every = element("button", { type: "button", class: "seek-row seek-clear" }, words.forgetAll);
    every.addEventListener("click", () => { recent.write([]); close(); input.focus(); });
    before.append(every);
    before.hidden = false;
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, input.value.trim() ? 150 : 0); });
  input.addEventListener("focus", () => { if (!input.value.trim() && before.hidden) remember(); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // keys of an input method are not ours
    const { key } = event;
    if (key === "Escape" && (!list.hidden || !before.hidden)) { event.preventDefault(); return close(); }
    if (key === "ArrowDown" && !before.hidden) { event.preventDefault(); return before.querySelector("a")?.focus(); }
    if (list.hidden) {
      if (key === "ArrowDown" && input.value.trim()) { event.preventDefault(); ask(); }
      return;
    }
    if (key === "ArrowDown") { event.preventDefault(); mark(at + 1); }
    else if (key === "ArrowUp") { event.preventDefault(); mark(at < 0 ? -1 : at - 1); }
    else if (key === "Home" && at >= 0) { event.preventDefault(); mark(0); }
    else if (key === "End" && at >= 0) { event.preventDefault(); mark(-1); }
    else if (key === "Enter" && at >= 0) { event.preventDefault(); go(rows[at]); }
  });
  before.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); input.focus(); return close(); }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [...before.querySelectorAll("a, .seek-clear")], here = stops.indexOf(document.activeElement.closest("li")?.querySelector("a") ?? document.activeElement);
    (stops[here + step] ?? input).focus();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => { const row = event.target.closest("[role=option]"); if (row) go(row); });
  form.addEventListener("submit", () => recent.keep(input.value));
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
}
