// One request to the market's API for one person. The server refuses it where somebody
// else is signed in: what one person made is never sent as another.
import { phone, get, write } from "./store.js";

const least = 20000; // milliseconds; a body that is long gets more

// call answers { ok, status, key, sentence, errors, body }. Where no answer came, or one
// that says to come again, status is 0. Faults of the market are never thrown.
export async function call(person, method, path, { body, key, form } = {}) {
  const headers = { "For-Person": person, Accept: "application/json" };
  if (key) headers["Idempotency-Key"] = key;
  if (body) headers["Content-Type"] = "application/json";
  const bytes = form ? [...form.values()].reduce((sum, v) => sum + (v.size ?? 0), 0) : 0;
  let answer, read;
  try {
    answer = await fetch(`/api/v1${path}`, {
      method, headers, body: form ?? (body && JSON.stringify(body)), credentials: "same-origin", cache: "no-store", redirect: "error",
      signal: AbortSignal.timeout(least + bytes / 5),
    });
    read = answer.status === 204 ? {} : await answer.json();
  } catch {
    return { ok: false, status: 0 };
  }
  await setClock(answer.headers.get("Date"));
  if (answer.ok) return { ok: true, status: answer.status, body: read };
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return { ok: false, status: 0 };
  return { ok: false, status: answer.status, key: read.key, sentence: read.detail, errors: read.errors ?? [] };
}

// The market's clock decides, not the phone's: how far the phone's is off is kept.
let off;

async function setClock(date) {
  const at = Date.parse(date ?? "");
  if (Number.isNaN(at) || Math.abs(at - Date.now() - (off ?? Infinity)) < 60000) return;
  off = at - Date.now();
  await write(await phone(), ["things"], (things) => { things.put(off, "clock"); });
}

// clock is how many milliseconds the phone's clock is behind the market's, or null where
// the phone never asked.
export const clock = async () => await get(await phone(), "things", "clock") ?? null;
