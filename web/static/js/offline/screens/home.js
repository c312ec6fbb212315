import { list } from "../queue.js";
import { read } from "../snapshot.js";
import { say, stamp, time } from "../dom.js";

const wait = () => (location.pathname.endsWith("/offline") ? "/portal/?wait=1" : `${location.pathname}?wait=1`);

// home is the ways to the four screens and to what waits.
export async function home(held) {
  const work = await read(held);
  const entries = (await list(held)).filter((e) => e.state !== "sent" && e.state !== "draft");
  const orders = work?.stalls.flatMap((s) => s.orders) ?? [];
  const number = (status) => String(orders.filter((o) => o.status === status).length || "");
  const handles = work?.stalls.some((s) => s.handles_orders);
  const edits = work?.stalls.some((s) => s.edits_products);
  return { name: "home", view: stamp("home", {
    as_of: work && say("as_of", time(work.at)), again: { href: wait() },
    confirm: handles && {}, pack: handles && {}, goods: edits && {}, add: edits && {},
    "n-confirm": number("placed"), "n-pack": number("confirmed"), "n-goods": "", "n-add": "", "n-queue": String(entries.length || ""),
  }) };
}

// nobody is all that somebody who is not signed in sees.
export const nobody = () => ({ name: "nobody", view: stamp("nobody", { again: { href: wait() } }) });
