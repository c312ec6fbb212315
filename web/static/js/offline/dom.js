// Screens are made of pieces that the server wrote: no word of a screen stands in a script.
export const words = document.querySelector("#words")?.dataset ?? {};

// say fills the % of a word.
export const say = (word, value) => words[word].replace("%", value);

// stamp makes a piece and fills its places: a text, a list of pieces, properties, or what
// happens on a press (of a form: when it is sent). A place without anything goes.
export function stamp(name, fill = {}) {
  const piece = document.querySelector(`#t-${name}`).content.cloneNode(true);
  for (const [slot, what] of Object.entries(fill)) {
    for (const place of piece.querySelectorAll(`[data-is="${slot}"]`)) {
      if (what === undefined || what === false || what === "") place.remove();
      else if (typeof what === "string") place.textContent = what;
      else if (typeof what === "function") place.addEventListener(place.localName === "form" ? "submit" : "click", (event) => pressed(event, what));
      else if (Array.isArray(what)) place.replaceChildren(...what);
      else Object.assign(place, what);
    }
  }
  return piece;
}

// pressed hands what happens its place, and of a form the button that sent it.
async function pressed(event, what) {
  event.preventDefault();
  event.stopPropagation();
  const place = event.currentTarget;
  if (place.dataset.busy) return;
  place.dataset.busy = "1";
  try {
    await what(place, event.submitter);
  } catch (problem) {
    wrong(place, problem?.name === "QuotaExceededError" ? words.full : words.broken);
  } finally {
    delete place.dataset.busy;
  }
}

// wrong says beside a form, a field of it or a button what is not right.
export function wrong(form, sentence, field) {
  const near = (field ? form.elements[field].closest(".field") : form.querySelector(".field:last-of-type")) ?? form;
  const place = near.localName === "button" ? near.parentElement : near;
  place.querySelector(".problem")?.remove();
  const text = document.createElement("p");
  text.className = "problem";
  text.setAttribute("role", "alert");
  text.textContent = sentence;
  place.append(text);
  place.classList.add("wrong");
  form.elements?.[field]?.focus();
}

// right takes back what was not right in a form.
export function right(form) {
  for (const text of form.querySelectorAll(".problem")) text.remove();
  for (const place of form.querySelectorAll(".wrong")) place.classList.remove("wrong");
}

const locale = { vi: "vi-VN", en: "en-GB" }[document.documentElement.lang] ?? "vi-VN";
const number = (n) => n.toLocaleString(locale);
export const money = (n) => `${number(n)} đ`;
export const time = (text) => text && new Date(text).toLocaleString(locale, { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short", timeStyle: "short" });

// amount writes pieces, or grams as people say them.
export function amount(basis, n, unit) {
  if (basis !== "gram") return `${number(n)} ${unit}`;
  return n < 1000 ? `${n} g` : `${number(n / 1000)} kg`;
}
