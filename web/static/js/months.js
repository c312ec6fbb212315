// Two boxes of months gain twelve keys: the first press writes where the harvest begins, the
// second where it ends, a third begins anew. The boxes stay boxes: a keyboard writes into
// them, and they alone are read.
const monthOf = (text) => (/^(1[0-2]|[1-9])$/.test(text) ? Number(text) : 0);

// between lists the months from one to another, over the turn of the year as well; where one
// is not told, the other stands alone. Undefined for what is none.
export function between(from, to) {
  const a = monthOf(from || to), b = monthOf(to || from);
  return a && b ? Array.from({ length: (b - a + 12) % 12 + 1 }, (_, i) => (a - 1 + i) % 12 + 1) : undefined;
}

export function monthKeys(place) {
  const [from, to] = place.querySelectorAll("input");
  const keys = document.createElement("div");
  keys.className = "pad months-pad";
  keys.setAttribute("role", "group");
  keys.setAttribute("aria-label", place.closest("fieldset").querySelector("legend").textContent);
  const draw = () => {
    const within = between(from.value.trim(), to.value.trim()) ?? [];
    keys.childNodes.forEach((key, i) => key.setAttribute("aria-pressed", within.includes(i + 1)));
  };
  for (let n = 1; n <= 12; n++) {
    const key = document.createElement("button");
    key.type = "button";
    key.textContent = n;
    key.setAttribute("aria-label", place.dataset.monthName.replace("{n}", n));
    key.addEventListener("click", () => {
      if (!from.value || to.value) { from.value = n; to.value = ""; } else to.value = n;
      draw();
    });
    keys.append(key);
  }
  if (matchMedia("(pointer: coarse)").matches) from.inputMode = to.inputMode = "none";
  place.addEventListener("input", draw);
  place.after(keys);
  draw();
}

for (const place of document.querySelectorAll("[data-month-name]")) monthKeys(place);
