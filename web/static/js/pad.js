// A number field gains large keys, its amount in words, and what is left of it. The field
// stays a field: a keyboard writes into it, and the server reads it alone.
import { inWords } from "./words.js";
import { net } from "./net.js";

// digitsOf reads what stands in a price as the server does: grouped digits, or nothing.
function digitsOf(text) {
  const clean = text.trim().replace(/[đ₫]$/i, "").trim();
  if (!/^\d+$|^\d{1,3}([. ]\d{3})+$/.test(clean)) return 0;
  const n = Number(clean.replace(/[. ]/g, ""));
  return n <= 1e9 ? n : 0;
}

const written = (n, lang) => (n < 0 ? "−" : "") + String(Math.abs(n)).replace(/\B(?=(\d{3})+$)/g, lang === "en" ? "," : ".") + "\u00a0đ";

function key(label, press) {
  const b = document.createElement("button");
  b.type = "button";
  b.textContent = label;
  b.addEventListener("click", press);
  return b;
}

// pad puts large keys behind a field; spec is its extra key, the name of the key that takes
// one back and, where digits are grouped as in a price, "dong".
export function pad(input, spec) {
  const [extra, remove, kind] = spec.split("|"), price = kind === "dong";
  const put = (text) => {
    input.value = price ? text.replace(/[. ]/g, "").slice(0, 10).replace(/\B(?=(\d{3})+$)/g, ".") : text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const add = (sign) => () => {
    if (sign === "," && /[.,]/.test(input.value)) return;
    if (input.value.length + sign.length > input.maxLength) return;
    put(input.value === "0" && sign !== "," ? sign : input.value + sign);
  };
  const keys = document.createElement("div");
  keys.className = "pad";
  keys.setAttribute("role", "group");
  keys.setAttribute("aria-label", input.labels?.[0]?.textContent ?? "");
  for (const sign of ["1", "2", "3", "4", "5", "6", "7", "8", "9", extra, "0"]) keys.append(key(sign, add(sign)));
  const back = key("⌫", () => put((price ? input.value.replace(/[. ]/g, "") : input.value).slice(0, -1)));
  back.setAttribute("aria-label", remove);
  keys.append(back);
  // On a touch screen the large keys take the place of the system's; a keyboard still types.
  if (matchMedia("(pointer: coarse)").matches) input.inputMode = "none";
  (input.closest("label") ?? input).after(keys);
  return keys;
}

// takeTurns shows the keys of one number of a form at a time: with a block of keys behind each,
// a parcel of five things is four screens long, and nobody sees which keys are whose. A last
// key leads on to the next number.
function takeTurns(form, inputs) {
  const keysOf = (input) => input.closest(".field").querySelector(".pad");
  const open = (now) => {
    for (const input of inputs) keysOf(input).hidden = input !== now;
  };
  inputs.forEach((input, i) => {
    input.addEventListener("focus", () => open(input));
    const next = inputs[i + 1];
    if (!next) return;
    const on = key(form.dataset.next, () => {
      open(next);
      next.focus({ preventScroll: true });
      next.closest(".card").scrollIntoView({ block: "start" });
    });
    on.className = "on";
    keysOf(input).append(on);
  });
  if (inputs.length > 1) open(inputs.find((input) => !input.value || input.ariaInvalid === "true") ?? inputs[0]);
}

// readOut says in place the price that is typed into input, by unit where the place names one.
export function readOut(place, input, unit) {
  const form = place.closest("form");
  const say = () => {
    const n = digitsOf(input.value);
    place.textContent = n ? place.dataset.form.replace("{amount}", inWords(n, place.dataset.lang)).replace("{unit}", unit) : "";
  };
  form.addEventListener("input", say);
  form.addEventListener("change", say);
  say();
}

for (const input of document.querySelectorAll("input[data-pad]")) pad(input, input.dataset.pad);
for (const form of document.querySelectorAll("form[data-next]")) takeTurns(form, [...form.querySelectorAll("input[data-pad]")]);

for (const place of document.querySelectorAll("[data-words-of]")) {
  readOut(place, place.closest("form").elements[place.dataset.wordsOf], place.dataset.unit);
}

for (const place of document.querySelectorAll("[data-net-of]")) {
  const form = place.closest("form"), input = form.elements[place.dataset.netOf];
  const { commission, commissionVat, vat, pit, lang } = place.dataset;
  const say = () => {
    const n = digitsOf(input.value);
    place.hidden = !n;
    if (!n) return;
    const parts = net(n, { commission: Number(commission), commissionVat: Number(commissionVat), vat: Number(vat), pit: Number(pit) });
    for (const one of place.querySelectorAll("[data-part]")) one.textContent = written(parts[one.dataset.part], lang);
  };
  form.addEventListener("input", say);
  say();
}
