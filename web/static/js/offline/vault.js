// What a person keeps on the phone is sealed by a key that the server gives to their
// session alone. It lies here, not to be read out, while they are signed in; whoever comes
// next at this phone finds sealed work and nothing to open it with.
import { forget, count, get, phone, workOf, write } from "./store.js";
import { call } from "./call.js";

const purpose = new TextEncoder().encode("portal");

// holder is the person whose work is open and the key to it, or undefined.
export async function holder() {
  return get(await phone(), "things", "holder");
}

// enter opens the work of who is signed in, and closes that of anybody else.
export async function enter(person) {
  const db = await phone();
  const now = await holder();
  if (now?.person === person) return now;
  if (now) await lock();
  const [mine, turn] = await write(db, ["things"], async (things, asked) => {
    const made = await asked(things.get("number")) ?? crypto.randomUUID();
    things.put(made, "number");
    return [made, await asked(things.get("turn")) ?? 0];
  });
  const answer = await call(person, "GET", `/me/device-key?device=${mine}`);
  if (!answer.ok) return undefined;
  const raw = Uint8Array.from(atob(answer.body.key), (c) => c.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  const held = { person, key };
  const kept = await write(db, ["things"], async (things, asked) => {
    if ((await asked(things.get("turn")) ?? 0) !== turn) return false; // signed out meanwhile
    things.put(held, "holder");
    return true;
  });
  return kept ? held : undefined;
}

// lock forgets the key and everything that could be read; work that was not sent stays, sealed.
export async function lock() {
  const db = await phone();
  const was = await write(db, ["things"], async (things, asked) => {
    const held = await asked(things.get("holder"));
    things.put((await asked(things.get("turn")) ?? 0) + 1, "turn");
    things.delete("holder");
    return held;
  });
  try { localStorage.removeItem("portal-holder"); } catch { /* nothing is kept there */ }
  if (!was) return;
  const work = await workOf(was.person);
  await write(work, ["things"], (things) => things.clear());
  if (await count(work, "queue") === 0) await forget(was.person);
}

// seal and unseal are for values of JSON and for bytes.
export async function seal(key, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = value instanceof ArrayBuffer ? value : new TextEncoder().encode(JSON.stringify(value));
  return { iv, box: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: purpose }, key, bytes) };
}

export const unsealBytes = (key, { iv, box }) => crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: purpose }, key, box);

export async function unseal(key, sealed) {
  return JSON.parse(new TextDecoder().decode(await unsealBytes(key, sealed)));
}
