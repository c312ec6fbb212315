// Sends what waits: one sender at a time on this phone, entries of one subject in their
// order. Nothing here keeps anything from being sent twice: the market does.
import { clock, call } from "./call.js";
import { acts } from "./acts.js";
import { holder, lock } from "./vault.js";
import { change, drop, list, photo } from "./queue.js";

const day = 24 * 60 * 60 * 1000;
const fresh = 6 * day; // the market forgets a key after seven days
const shown = day; // how long what was sent is still told of
const stale = new Set(["stock.moved", "price.moved"]);

// flush sends what can be sent and returns whether something still waits for the line.
export function flush() {
  if (!navigator.locks) return run();
  return navigator.locks.request("portal-send", { ifAvailable: true }, (got) => (got ? run() : true));
}

async function run() {
  const held = await holder();
  if (!held) return false;
  const blocked = new Set();
  for (const entry of await list(held)) {
    if (entry.state === "sent" && Date.now() - entry.doneAt > shown) await drop(held, entry);
    if (entry.state === "draft" || entry.state === "sent") continue;
    if (entry.state !== "waiting" || blocked.has(entry.subject)) {
      blocked.add(entry.subject);
      continue;
    }
    const after = await send(held, entry);
    if (after === "later") return true;
    if (after === "gone") return false;
    if (after !== "sent") blocked.add(entry.subject);
  }
  return false;
}

// shortOf is what the list on the phone still needs of an entry that was sent.
const shortOf = ({ input: { price, counted } }) => ({ price, counted });

// age is how old an entry is by the market's clock, as far as the phone knows it.
async function age(entry) {
  const now = await clock();
  return Date.now() + (now ?? 0) - (entry.at + (entry.clock ?? now ?? 0));
}

async function send(held, entry) {
  if (!entry.agreed && await age(entry) > fresh) {
    await change(held, entry, { state: "old" });
    return "old";
  }
  const say = async (fields) => {
    entry = await change(held, entry, fields) ?? entry;
    return entry;
  };
  await say({ tries: entry.tries + 1 });
  const answer = await acts[entry.kind](entry, (...args) => call(held.person, ...args), say, (i) => photo(held, entry, i));
  if (answer.ok) {
    const { id, n, v, kind, seller, subject, title, at, made } = entry; // what was typed is the market's now
    await change(held, { id, n, v, kind, seller, subject, title, at, made }, { state: "sent", doneAt: Date.now(), draft: !!answer.draft, asked: !!answer.body?.asked, input: shortOf(entry) }, []);
    return "sent";
  }
  if (answer.status === 0) return "later";
  if (answer.status === 401) { // signed out elsewhere, or somebody else is here
    await lock();
    return "gone";
  }
  const why = answer.errors.length ? answer.errors.map((e) => e.detail) : [answer.sentence];
  if (answer.key === "order.moved" || answer.key === "product.moved") return "later"; // two at once; the next try finds what is true
  if (answer.key === "assist.busy") return "later"; // a helper's own work waits until the help has ended
  if (stale.has(answer.key)) await say({ state: "stale", why, now: Number(String(answer.errors[0]?.args?.now).replace(/\D/g, "")) });
  else await say({ state: "refused", why });
  return "refused";
}
