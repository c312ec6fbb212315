// IndexedDB in promises. One database holds what is the phone's own, one more for each
// person the work that they have not sent yet. What is written is on the disk before the
// promise is kept: a battery that dies loses nothing.
const open = new Map();

const asked = (request) => new Promise((ok, no) => {
  request.onsuccess = () => ok(request.result);
  request.onerror = () => no(request.error);
});

const ended = (tx) => new Promise((ok, no) => {
  tx.oncomplete = () => ok();
  tx.onabort = () => no(tx.error ?? new DOMException("", "AbortError"));
});

function base(name, make) {
  if (!open.has(name)) {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => make(request.result);
    const opening = asked(request).then((db) => {
      db.onversionchange = db.onclose = () => { db.close(); open.delete(name); };
      return db;
    });
    opening.catch(() => open.delete(name));
    open.set(name, opening);
  }
  return open.get(name);
}

// phone is the database of the phone: its number, whose work is open, how far its clock is off.
export const phone = () => base("portal", (db) => db.createObjectStore("things"));

// workOf is a person's database: queue (entries in the order in which they were made),
// photos (of entries, by their number), things (the snapshot).
export const workOf = (person) => base(`portal-${person}`, (db) => {
  db.createObjectStore("queue", { keyPath: "n", autoIncrement: true }).createIndex("id", "id", { unique: true });
  db.createObjectStore("photos");
  db.createObjectStore("things");
});

// forget deletes a person's database.
export async function forget(person) {
  const name = `portal-${person}`;
  (await open.get(name))?.close();
  open.delete(name);
  indexedDB.deleteDatabase(name);
}

export const get = (db, store, key) => asked(db.transaction(store).objectStore(store).get(key));
export const all = (db, store, range) => asked(db.transaction(store).objectStore(store).getAll(range));
export const count = (db, store) => asked(db.transaction(store).objectStore(store).count());

// write runs fn with the stores in one transaction: all of it or nothing. fn does nothing
// that waits for anything but these stores.
export async function write(db, stores, fn) {
  const tx = db.transaction(stores, "readwrite", { durability: "strict" });
  const done = ended(tx);
  done.catch(() => {}); // told below
  let out;
  try {
    out = await fn(...stores.map((name) => tx.objectStore(name)), asked);
  } catch (problem) {
    try { tx.abort(); } catch { /* it is over already */ }
    throw problem;
  }
  await done;
  return out;
}
