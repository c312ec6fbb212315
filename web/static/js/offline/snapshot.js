// What the screens without a network show: the market's list of open orders and goods as
// the phone saw it last, sealed, and what was done on the phone since.
import { get, workOf, write } from "./store.js";
import { seal, unseal } from "./vault.js";
import { call } from "./call.js";
import { list } from "./queue.js";

// renew fetches the list anew; false where the line did not carry it.
export async function renew({ person, key }) {
  const answer = await call(person, "GET", "/me/work");
  if (!answer.ok) return false;
  const box = await seal(key, answer.body);
  await write(await workOf(person), ["things"], (things) => { things.put({ ...box, at: Date.now() }, "snapshot"); });
  return true;
}

// age is how many milliseconds ago the list was fetched.
export async function age({ person }) {
  const row = await get(await workOf(person), "things", "snapshot");
  return row ? Math.abs(Date.now() - row.at) : Infinity;
}

// read is the list with what waits on the phone laid over it; undefined where there is none.
export async function read(held) {
  const row = await get(await workOf(held.person), "things", "snapshot");
  if (!row) return undefined;
  const work = await unseal(held.key, row);
  const orders = new Map(work.stalls.flatMap((s) => s.orders.map((o) => [o.code, o])));
  const forms = new Map(work.stalls.flatMap((s) => s.products.flatMap((p) => p.forms.map((f) => [f.id, f]))));
  for (const entry of await list(held)) {
    if (["draft", "refused", "stale"].includes(entry.state) || entry.state === "sent" && entry.doneAt < row.at) continue;
    const order = orders.get(entry.subject);
    const form = forms.get(entry.subject);
    if (entry.kind === "confirm" && order) order.status = "confirmed";
    if (entry.kind === "pack" && order) order.status = "packed";
    if (entry.kind === "price" && form) form.price = entry.input.price;
    if (entry.kind === "stock" && form) form.on_hand = entry.input.counted;
  }
  return work;
}
