// The line over the pages: calm where there is no network, and how much waits. Here the
// queue is sent, again and again while something waits, each time a little later.
import { holder } from "./vault.js";
import { flush } from "./send.js";
import { heard, list } from "./queue.js";
import { renew } from "./snapshot.js";

const least = 5000;
const most = 5 * 60 * 1000;
const box = document.querySelector("#kept");
let wait = least;
let away = navigator.onLine === false;
let timer;

const asks = new Set(["refused", "stale", "old"]);

async function show() {
  if (!box) return;
  const held = await holder().catch(() => undefined);
  const entries = held ? await list(held).catch(() => []) : [];
  const waiting = entries.filter((e) => e.state === "waiting").length;
  const asking = entries.filter((e) => asks.has(e.state)).length;
  const text = [];
  if (away) text.push(box.dataset.away);
  if (waiting) text.push(box.dataset.waiting.replace("%", waiting));
  if (asking) text.push(box.dataset.asks.replace("%", asking));
  box.querySelector("p").textContent = text.join(" ");
  box.hidden = text.length === 0;
}

// kick sends what waits now, and says how that went: true while something still waits.
export async function kick() {
  clearTimeout(timer);
  const held = await holder().catch(() => undefined);
  if (!held) return show();
  const before = (await list(held)).filter((e) => e.state === "waiting").length;
  const more = await flush().catch(() => true);
  if (before) {
    away = more;
    if (!more) await renew(held).catch(() => {});
  }
  wait = more ? Math.min(wait * 2, most) : least;
  if (more) {
    timer = setTimeout(kick, wait * (0.75 + Math.random() / 2));
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("send")).catch(() => {});
  }
  await show();
  return more;
}

addEventListener("online", () => { away = false; wait = least; kick(); });
addEventListener("offline", () => { away = true; show(); });
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") kick(); });
heard(show);
