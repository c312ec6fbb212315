// Suggestions while typing in the search box: a list box in the manner of the ARIA
// combobox. Without it the form simply searches.
const form = document.querySelector("form[data-suggest]");
if (form) start(form, form.elements.q, form.dataset.suggest);

function start(form, input, address) {
  const list = document.createElement("ul");
  list.id = "seek-list";
  list.className = "seek-list";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  form.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) input.setAttribute(name, value);

  let timer = 0, asked = null, at = -1;

  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (to) => {
    const rows = [...list.children];
    if (!rows.length) return;
    at = (to + rows.length) % rows.length;
    rows.forEach((row, i) => row.setAttribute("aria-selected", String(i === at)));
    input.setAttribute("aria-activedescendant", rows[at].id);
    rows[at].scrollIntoView({ block: "nearest" });
  };
  const show = (items) => {
    list.replaceChildren(...items.slice(0, 8).map((item, i) => {
      const row = document.createElement("li");
      row.id = `seek-${i}`;
      row.setAttribute("role", "option");
      row.dataset.url = item.url;
      row.append(item.text);
      if (item.hint) {
        const hint = document.createElement("small");
        hint.textContent = item.hint;
        row.append(hint);
      }
      return row;
    }));
    at = -1;
    list.hidden = !items.length;
    input.setAttribute("aria-expanded", String(items.length > 0));
  };
  const ask = async () => {
    const q = input.value.trim();
    asked?.abort();
    if (q.length < 2) return close();
    asked = new AbortController();
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(q)}`, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (answer.ok) show((await answer.json()).items ?? []);
    } catch { /* a slow network: the form still searches */ }
  };
  const go = (row) => {
    // Only our own pages: an address of another place is not followed.
    const to = new URL(row.dataset.url, location.href);
    if (to.origin === location.origin) location.assign(to);
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 180); });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); mark(at + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); mark(at - 1); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
    else if (event.key === "Enter" && at >= 0) { event.preventDefault(); go(list.children[at]); }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => { const row = event.target.closest("li"); if (row) go(row); });
  input.addEventListener("blur", close);
}
