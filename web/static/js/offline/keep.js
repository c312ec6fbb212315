// Every page of the portal: keeps the phone ready for the network to go. Where the browser
// keeps nothing (a private window, a full phone, no https) the pages work as they are.
import { enter } from "./vault.js";
import { age, read, renew } from "./snapshot.js";
import { kick } from "./line.js";
import { forms } from "./forms.js";

const minutes = 2; // how old the list of the phone may grow while there is a network

async function ready(person) {
  const held = await enter(person);
  if (!held) return;
  localStorage.setItem("portal-holder", person);
  forms(held, await read(held));
  await kick();
  if (await age(held) > minutes * 60000 && await renew(held)) forms(held, await read(held));
}

const { person } = document.body.dataset;
if (person && globalThis.indexedDB && globalThis.crypto?.subtle) {
  ready(person).catch(() => {});
  navigator.serviceWorker?.register("/portal/worker.js", { scope: "/portal/", type: "module", updateViaCache: "none" }).catch(() => {});
  navigator.serviceWorker?.ready.then((worker) => worker.active?.postMessage({ lang: document.documentElement.lang }));
}
