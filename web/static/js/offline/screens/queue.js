import { change, drop, list, one } from "../queue.js";
import { read } from "../snapshot.js";
import { kick } from "../line.js";
import { amount, money, say, stamp, words } from "../dom.js";

const mends = { pack: "box", price: "price", stock: "stock" };

// queue is what was done on the phone, the newest first, and what became of it.
export async function queue(held) {
  const work = await read(held);
  const entries = (await list(held)).filter((e) => e.state !== "draft").reverse();
  const rows = entries.map((e) => row(held, work, e));
  return { name: "queue", view: stamp("queue", { rows: rows.length ? rows : [stamp("empty")] }) };
}

function row(held, work, e) {
  const asked = e.state === "refused" || e.state === "old";
  const value = (n) => (e.kind === "price" ? money(n) : amount(e.basis, n, e.unit ?? ""));
  const slug = work?.stalls.find((s) => s.id === e.seller)?.slug;
  const again = (fields) => still(held, e, async (now) => {
    await change(held, now, { state: "waiting", at: Date.now(), ...fields() });
    kick();
  });
  const state = e.state === "sent" && e.draft ? "sent_draft" : e.state === "sent" && e.asked ? "asked" : e.state;
  return stamp("entry", {
    state: words[state], what: words[e.kind], title: e.title, why: (e.state === "refused" || e.state === "stale") && (e.why ?? []).join(" "),
    theirs: e.state === "stale" && e.now !== undefined && say("theirs", value(e.now)),
    mine: e.state === "stale" && say("mine", value(e.input.price ?? e.input.counted)),
    use_mine: e.state === "stale" && again(() => ({ id: crypto.randomUUID(), seen: e.now })),
    use_theirs: e.state === "stale" && (() => drop(held, e)),
    again: asked && again(() => ({ agreed: true })),
    mend: e.state === "refused" && mend(held, e),
    open: e.made && slug && (e.state === "refused" || e.draft) && { href: `/portal/s/${slug}/products/${e.made}` },
    drop: asked && (() => drop(held, e)),
  });
}

// still runs fn with the entry as it is now, where it still says what the screen says of it:
// the sender may have counted one more try since.
const still = (held, e, fn) => async () => {
  const now = await one(held, e.n);
  if (now?.state === e.state && now.now === e.now) await fn(now);
};

// mend leads back to the question; a product becomes a draft again under a new number.
function mend(held, e) {
  if (mends[e.kind]) return { href: `#/${mends[e.kind]}/${e.subject}/${e.n}` };
  if (e.kind !== "list" || e.made) return undefined;
  return still(held, e, async (now) => {
    await change(held, now, { id: crypto.randomUUID(), state: "draft" });
    location.hash = `#/add/${e.n}/photo`;
  });
}
