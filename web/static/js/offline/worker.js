// What stands between the portal and the network: a shell without data where the network
// does not answer, and our own files by their address. An answer about a person is never
// kept here: nothing enters a cache but the files and shells of the list.
import { flush } from "./send.js";

const patience = 6000; // milliseconds that a page may take before the shell stands in for it
const older = "/portal/worker/older"; // in a version's cache: the caches that were there before it

// serve answers for one version: files are addresses, shells the page per language, all
// of them open to everybody.
export function serve({ version, files, shells }) {
  const name = `portal-${version}`;

  addEventListener("install", (event) => event.waitUntil((async () => {
    const before = (await caches.keys()).filter((key) => key.startsWith("portal-") && key !== name);
    const cache = await caches.open(name);
    for (const address of [...files, ...Object.values(shells)]) {
      if (await cache.match(address)) continue; // an install that was cut short goes on
      const kept = files.includes(address) && await caches.match(address);
      const answer = kept || await fetch(address, { credentials: "omit", cache: "no-cache" });
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      await cache.put(address, answer);
    }
    await cache.put(older, new Response(JSON.stringify(before)));
  })()));

  // No skipWaiting: this runs when no page of the version before is open any more.
  addEventListener("activate", (event) => event.waitUntil((async () => {
    const cache = await caches.open(name);
    const before = await cache.match(older);
    for (const key of before ? await before.json() : []) await caches.delete(key);
    await clients.claim();
  })()));

  addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== location.origin) return;
    if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
    else if (request.mode === "navigate") event.respondWith(page(request, url));
  });

  // A page of an older version asks for files that the server may no longer have.
  async function file(request) {
    return await caches.match(request) ?? fetch(request);
  }

  async function page(request, url) {
    const answer = fetch(request);
    if (url.searchParams.has("wait")) return answer.catch(shell); // asked for by somebody who sees that it is slow
    const late = new Promise((ok) => setTimeout(ok, patience));
    const first = await Promise.race([answer.catch(() => null), late]);
    if (first) return first;
    answer.catch(() => {}); // too late to matter
    return await shell() ?? answer;
  }

  async function shell() {
    const cache = await caches.open(name);
    const lang = await cache.match("/portal/worker/lang");
    return cache.match(shells[lang ? await lang.text() : "vi"] ?? shells.vi);
  }

  // Where the browser wakes us when the network is back: what still waits then is asked for again.
  addEventListener("sync", (event) => {
    if (event.tag === "send") event.waitUntil(flush().then((more) => { if (more) throw new Error("later"); }));
  });

  // The language of the page that was seen last; nothing else is told to the worker.
  addEventListener("message", (event) => {
    const { lang } = event.data ?? {};
    if (!shells[lang]) return;
    event.waitUntil(caches.open(name).then((cache) => cache.put("/portal/worker/lang", new Response(lang))));
  });
}
