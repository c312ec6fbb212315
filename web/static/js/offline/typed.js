// What people type, read as the market reads it; undefined for what is none. Whole numbers
// only: nothing is rounded.
export function grams(text) {
  const [, whole, rest = ""] = /^(\d{1,7})(?:[.,](\d{0,3}))?$/.exec(text.trim().toLowerCase().replace(/\s*kg$/, "")) ?? [];
  return whole && Number(whole + (rest + "000").slice(0, 3));
}

export function pieces(text) {
  const plain = text.trim().replaceAll(".", "");
  return /^\d{1,9}$/.test(plain) ? Number(plain) : undefined;
}

export function dong(text) {
  const plain = text.trim().replace(/\s*(đ|đồng|vnd)$/i, "");
  return /^(\d{1,3}([.,\s]\d{3})+|\d{1,12})$/.test(plain) ? Number(plain.replace(/\D/g, "")) : undefined;
}

export const quantity = (basis, text) => (basis === "gram" ? grams(text) : pieces(text));
