// Forms of the pages that do what the phone can keep: confirm, pack, price, stock. What is
// pressed is on the phone before it is sent, so a line that breaks in mid-press loses
// nothing. What the phone cannot read, the market does not take or the phone cannot keep
// is sent as if this were not here, and the market's page says what is wrong.
import { add, drop, one } from "./queue.js";
import { kick } from "./line.js";
import { dong, quantity } from "./typed.js";

const place = /^\/portal\/s\/([^/]+)\/(?:orders\/([^/]+)\/(confirm|pack)|products\/([^/]+)\/forms\/([^/]+)\/(price|stock))$/;
const patience = 10000;
const deeds = { confirm: "confirmed", pack: "packed", price: "priced", stock: "counted" };
let held, work;

// forms names whose work it is and what the phone knows of it.
export function forms(who, known) {
  held = who;
  work = known;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !held || !work) return;
  const entry = entryOf(form);
  if (!entry) return;
  event.preventDefault();
  keep(form, entry).catch(() => HTMLFormElement.prototype.submit.call(form));
});

function entryOf(form) {
  const url = new URL(form.action);
  const [, slug, code, step, product, id, part] = place.exec(url.pathname) ?? [];
  const stall = !url.search && work.stalls.find((s) => s.slug === decodeURIComponent(slug ?? ""));
  if (!stall) return undefined;
  const entry = { seller: stall.id, subject: code ?? id, kind: step ?? part, title: code, back: code ? `/portal/s/${slug}/orders/${code}` : `/portal/s/${slug}/products/${product}` };
  if (step === "confirm") return { ...entry, input: {} };
  if (step === "pack") {
    const order = stall.orders.find((o) => o.code === code);
    const quantities = order && Object.fromEntries(order.lines.map((l) => [l.id, quantity(l.basis, form.elements[`quantities.${l.position}`]?.value ?? "")]));
    return quantities && !Object.values(quantities).includes(undefined) ? { ...entry, input: { quantities } } : undefined;
  }
  const good = stall.products.find((p) => p.id === product);
  const one = good?.forms.find((f) => f.id === id);
  const seen = form.elements.seen ? Number(form.elements.seen.value) : undefined;
  const value = one && (part === "price" ? dong(form.elements.price.value) : quantity(one.basis, form.elements.counted.value));
  if (value === undefined) return undefined;
  return { ...entry, title: [good.name, one.name].filter(Boolean).join(", "), basis: one.basis, unit: one.unit, seen, input: part === "price" ? { price: value } : { counted: value } };
}

async function keep(form, entry) {
  const made = await add(held, entry);
  await Promise.race([kick(), new Promise((ok) => setTimeout(ok, patience))]);
  const now = await one(held, made.n);
  if (now?.state === "sent") {
    location.assign(`${entry.back}?done=${now.asked ? "asked" : deeds[entry.kind]}`);
  } else if (now?.state === "waiting") {
    const box = document.querySelector("#kept");
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    button.querySelector("span").textContent = box.dataset.kept;
    box.scrollIntoView({ block: "center" });
  } else { // refused, or signed out: the page says it better
    if (now) await drop(held, now);
    HTMLFormElement.prototype.submit.call(form);
  }
}
