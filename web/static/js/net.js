// What is left of a price, as models/charge and models/tax compute it: each part rounded
// half up to the đồng by itself. Shares are basis points.
const share = (amount, bp) => Math.floor((amount * bp + 5000) / 10000);

export function net(price, { commission, commissionVat, vat, pit }) {
  const fee = share(price, commission) + share(share(price, commission), commissionVat);
  const tax = share(price, vat) + share(price, pit);
  return { price, fee: -fee, tax: -tax, amount: price - fee - tax };
}
