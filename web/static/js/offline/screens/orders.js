import { add, change, one } from "../queue.js";
import { read } from "../snapshot.js";
import { kick } from "../line.js";
import { amount, say, stamp, time, words, wrong } from "../dom.js";
import { quantity } from "../typed.js";
import { go } from "../go.js";
import { keys } from "../keys.js";
import { say as scale, weighed } from "../../scales.js";

const named = (line) => [line.name, line.variant].filter(Boolean).join(", ");

// how a line is packed, as the stall keeps it.
const how = (guide) => [guide?.words, ...(guide?.boxes ?? []).map((b) => [`${b.name}: ${b.length} × ${b.width} × ${b.height} cm`, b.holds].filter(Boolean).join(", "))]
  .filter(Boolean).map((text) => Object.assign(document.createElement("p"), { textContent: text }));

async function orders(held, name, status) {
  const stalls = (await read(held))?.stalls ?? [];
  const rows = stalls.flatMap((s) => s.orders.filter((o) => o.status === status).map((o) => stamp("order", {
    code: o.code, stall: stalls.length > 1 && s.name, by: o.by && say("by", time(o.by)),
    lines: o.lines.map((l) => stamp("line", { name: named(l), amount: amount(l.basis, l.quantity, l.unit) })),
    confirm: status === "placed" && (async () => {
      await add(held, { kind: "confirm", seller: s.id, subject: o.code, title: o.code, input: {} });
      go("confirm", words.kept);
      kick();
    }),
    pack: status === "confirmed" && { href: `#/box/${o.code}` },
  })));
  return { name, view: stamp(name, { rows: rows.length ? rows : [stamp("empty")] }) };
}

export const confirm = (held) => orders(held, "confirm", "placed");
export const pack = (held) => orders(held, "pack", "confirmed");

// box asks what is in the box of an order; n is an entry that is mended.
export async function box(held, code, n) {
  const stalls = (await read(held))?.stalls ?? [];
  const stall = stalls.find((s) => s.orders.some((o) => o.code === code));
  const order = stall?.orders.find((o) => o.code === code);
  if (!order) return pack(held);
  const old = n && await one(held, Number(n));
  const fields = order.lines.map((line) => {
    const field = stamp("field", {
      name: named(line), label: line.basis === "gram" ? {} : say("piece_of", line.unit), hint: say("ordered", amount(line.basis, line.quantity, line.unit)),
      packing: line.packing && {}, how: how(line.packing),
    });
    const input = field.querySelector("input"), said = field.querySelector("[role=status]");
    input.name = `line-${line.id}`;
    input.value = old?.input.typed?.[line.id] ?? (line.basis === "gram" ? "" : String(line.quantity));
    if (line.basis !== "gram") {
      input.inputMode = "numeric"; // it is filled in as ordered
      said.remove();
    } else {
      keys(field.querySelector(".field"), input, "gram");
      input.addEventListener("input", () => scale(said, { ...line, ordered: line.quantity, door: order.door }, input.value));
      scale(said, { ...line, ordered: line.quantity, door: order.door }, input.value);
    }
    return field;
  });
  const sure = new Map(); // a weight that looked like a slip, by line: it is meant when it is sent again
  const done = async (form) => {
    const typed = {}, quantities = {};
    for (const line of order.lines) {
      typed[line.id] = form.elements[`line-${line.id}`].value;
      quantities[line.id] = quantity(line.basis, typed[line.id]);
      if (quantities[line.id] === undefined) return wrong(form, words[line.basis === "gram" ? "weight" : "number"], `line-${line.id}`);
      if (line.basis !== "gram") continue;
      const said = form.elements[`line-${line.id}`].closest(".field").querySelector("[role=status]").dataset;
      const { much, slip } = weighed({ ...line, ordered: line.quantity }, quantities[line.id]);
      if (slip === "grams" || much) return wrong(form, slip ? said.sayGrams : said.sayMuch, `line-${line.id}`);
      if (slip === "half" && sure.get(line.id) !== quantities[line.id]) {
        sure.set(line.id, quantities[line.id]);
        return wrong(form, said.again, `line-${line.id}`);
      }
    }
    const input = { quantities, typed };
    if (old) await change(held, old, { id: crypto.randomUUID(), state: "waiting", input, at: Date.now() });
    else await add(held, { kind: "pack", seller: stall.id, subject: code, title: code, input });
    go("pack", words.kept);
    kick();
  };
  return { name: "box", view: stamp("box", { code, lines: fields, form: done }) };
}
