// The queue of what a person did and the market has not heard of yet. An entry is
//   id      the key under which the market knows the request, whatever happens to the line
//   kind    confirm, pack, price, stock or list
//   seller, subject   whose, and of which order, form or product: entries of one subject go in order
//   input   what was typed; seen what the market said then
//   title   words for people
//   state   draft, waiting, refused, stale, old or sent
// and lies sealed; only its place in the line can be read without the key.
import { all, get, workOf, write } from "./store.js";
import { seal, unseal, unsealBytes } from "./vault.js";
import { clock } from "./call.js";

const channel = new BroadcastChannel("portal-queue");
const listeners = new Set();
const tell = () => { channel.postMessage(1); for (const fn of listeners) fn(); };

// heard calls fn whenever the queue changed, here or in another tab.
export function heard(fn) {
  listeners.add(fn);
  channel.addEventListener("message", fn);
}

// add keeps an entry, photos (buffers) and all, or throws; then nothing was kept.
export async function add({ person, key }, entry, photos = []) {
  const made = { id: crypto.randomUUID(), state: "waiting", at: Date.now(), clock: await clock(), tries: 0, ...entry, photos: photos.length };
  const box = await seal(key, made);
  const boxes = await Promise.all(photos.map((photo) => seal(key, photo)));
  const db = await workOf(person);
  await write(db, ["queue", "photos"], async (queue, pictures, asked) => {
    const n = await asked(queue.add({ id: made.id, v: 1, ...box }));
    boxes.forEach((photo, i) => pictures.put(photo, [n, i]));
    made.n = n;
  });
  made.v = 1;
  tell();
  navigator.storage?.persist?.().catch(() => {}); // the phone may refuse; it is asked where it matters
  return made;
}

// list is the whole queue, oldest first.
export async function list({ person, key }) {
  const rows = await all(await workOf(person), "queue");
  return Promise.all(rows.map(async ({ n, v, iv, box }) => ({ ...await unseal(key, { iv, box }), n, v })));
}

// one is an entry as it is now, or undefined.
export async function one({ person, key }, n) {
  const row = await get(await workOf(person), "queue", n);
  return row && { ...await unseal(key, row), n: row.n, v: row.v };
}

// change writes fields of an entry that nobody changed meanwhile, photos too where given.
// It returns the entry, or undefined where somebody did.
export async function change({ person, key }, entry, fields, photos) {
  const { n, v, ...plain } = { ...entry, ...fields };
  if (photos) plain.photos = photos.length;
  const box = await seal(key, plain);
  const boxes = photos && await Promise.all(photos.map((photo) => seal(key, photo)));
  const done = await write(await workOf(person), ["queue", "photos"], async (queue, pictures, asked) => {
    if ((await asked(queue.get(n)))?.v !== v) return false;
    queue.put({ n, id: plain.id, v: v + 1, ...box });
    if (boxes) {
      pictures.delete(IDBKeyRange.bound([n], [n, []]));
      boxes.forEach((photo, i) => pictures.put(photo, [n, i]));
    }
    return true;
  });
  tell();
  return done ? { ...plain, n, v: v + 1 } : undefined;
}

// drop takes an entry out, with its photos.
export async function drop({ person }, { n }) {
  await write(await workOf(person), ["queue", "photos"], (queue, pictures) => {
    queue.delete(n);
    pictures.delete(IDBKeyRange.bound([n], [n, []]));
  });
  tell();
}

// photo is the bytes of a photo of an entry.
export async function photo({ person, key }, { n }, i) {
  const row = await get(await workOf(person), "photos", [n, i]);
  return row && unsealBytes(key, row);
}
