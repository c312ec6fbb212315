// How each kind of entry is told to the market. Every act may be done again after a line
// that broke anywhere: the key, the state of the order, what was seen, or the number that
// the phone gave a product keep it from happening twice.
//
// act answers as call does. say(fields) keeps what was reached in the entry.
const at = (entry, rest) => `/stalls/${entry.seller}${rest}`;

export const acts = {
  confirm: (entry, call) => call("POST", at(entry, `/orders/${entry.subject}/confirm`), { key: entry.id }),

  pack: (entry, call) => call("POST", at(entry, `/orders/${entry.subject}/pack`), { key: entry.id, body: { quantities: entry.input.quantities } }),

  price: (entry, call) => call("PUT", at(entry, `/variants/${entry.subject}/price`), { key: entry.id, body: { price: entry.input.price, seen: entry.seen } }),

  stock: (entry, call) => call("PUT", at(entry, `/variants/${entry.subject}/stock`), { key: entry.id, body: { seen: entry.seen, counted: entry.input.counted } }),

  // A product: the draft, then each photo and its place, then the shelf.
  async list(entry, call, say, photo) {
    if (!entry.made) {
      const answer = await call("POST", at(entry, "/products"), { key: entry.id, body: { client_id: entry.id, ...entry.input.product } });
      if (!answer.ok) return answer;
      entry = await say({ made: answer.body.id, sent: [], placed: 0 });
    }
    while (entry.placed < entry.photos) {
      const i = entry.placed;
      if (!entry.sent[i]) {
        const form = new FormData();
        form.set("purpose", "product");
        form.set("seller_id", entry.seller);
        form.set("file", new Blob([await photo(i)], { type: "image/jpeg" }), "photo.jpg");
        const answer = await call("POST", "/photos", { form });
        if (!answer.ok) return answer;
        const sent = [...entry.sent];
        sent[i] = answer.body.id;
        entry = await say({ sent });
      }
      const answer = await call("POST", at(entry, `/products/${entry.made}/photos`), { body: { photo_id: entry.sent[i] } });
      if (answer.key === "photo.unknown" || answer.key === "media.absent") { // it lay there for too long, and was swept away
        entry = await say({ sent: entry.sent.with(i, undefined) });
        continue;
      }
      if (!answer.ok && answer.key !== "media.attached") return answer;
      entry = await say({ placed: i + 1 });
    }
    if (!entry.input.publish) return { ok: true, draft: true };
    const answer = await call("POST", at(entry, `/products/${entry.made}/publish`));
    return answer.status === 422 ? { ok: true, draft: true } : answer; // something is missing: it is a draft, and its page says what
  },
};
