import { add, change, one } from "../queue.js";
import { read } from "../snapshot.js";
import { kick } from "../line.js";
import { amount, money, say, stamp, words, wrong } from "../dom.js";
import { dong, quantity } from "../typed.js";
import { go } from "../go.js";
import { keys } from "../keys.js";

const named = (product, form) => [product.name, form.name].filter(Boolean).join(", ");
const unitOf = (form) => (form.basis === "gram" ? "kg" : form.unit);

// goods lists the forms of all products with price and stock.
export async function goods(held) {
  const stalls = (await read(held))?.stalls ?? [];
  const rows = stalls.flatMap((s) => s.products.flatMap((p) => p.forms.map((f) => stamp("good", {
    name: named(p, f), stall: stalls.length > 1 && s.name,
    price_now: `${money(f.price)} / ${unitOf(f)}`, stock_now: amount(f.basis, f.on_hand, f.unit),
    price: { href: `#/price/${f.id}` }, stock: { href: `#/stock/${f.id}` },
  }))));
  return { name: "goods", view: stamp("goods", { rows: rows.length ? rows : [stamp("empty")] }) };
}

// change of one number of a form; n is an entry that is mended.
async function number(held, kind, id, n, { now, typed, read: readTyped, unit }) {
  const stalls = (await read(held))?.stalls ?? [];
  const stall = stalls.find((s) => s.products.some((p) => p.forms.some((f) => f.id === id)));
  const product = stall?.products.find((p) => p.forms.some((f) => f.id === id));
  const form = product?.forms.find((f) => f.id === id);
  if (!form) return goods(held);
  const old = n && await one(held, Number(n));
  const done = async (sheet) => {
    const text = sheet.elements.value.value;
    const value = readTyped(form, text);
    if (value === undefined) return wrong(sheet, words[kind === "price" ? "dong" : form.basis === "gram" ? "weight" : "number"], "value");
    const input = kind === "price" ? { price: value, typed: text } : { counted: value, typed: text };
    if (old) await change(held, old, { id: crypto.randomUUID(), state: "waiting", input, at: Date.now() });
    else await add(held, { kind, seller: stall.id, subject: id, title: named(product, form), basis: form.basis, unit: form.unit, seen: now(form), input });
    go("goods", words.kept);
    kick();
  };
  const view = stamp(kind, { name: named(product, form), unit: unit(form), now: typed(form), form: done });
  const input = view.querySelector("input");
  if (old) input.value = old.input.typed ?? "";
  keys(view.querySelector("form"), input, kind === "price" ? "dong" : form.basis, unitOf(form));
  return { name: kind, view };
}

export const price = (held, id, n) => number(held, "price", id, n, {
  now: (f) => f.price, typed: (f) => say("now_price", money(f.price)), read: (_, text) => dong(text) || undefined, unit: (f) => `đ / ${unitOf(f)}`,
});

export const stock = (held, id, n) => number(held, "stock", id, n, {
  now: (f) => f.on_hand, typed: (f) => say("now_stock", amount(f.basis, f.on_hand, f.unit)), read: (f, text) => quantity(f.basis, text), unit: unitOf,
});
