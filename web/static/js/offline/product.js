// What the market is told of a product that was made without a network.
import { dong, grams, quantity } from "./typed.js";

export function product(work, stall, answers) {
  const kind = work.kinds.find((k) => k.slug === answers.kind);
  const byWeight = answers.unit === "kg";
  const form = {
    basis: byWeight ? "gram" : "piece", unit: answers.unit, price: dong(answers.price),
    stock: quantity(byWeight ? "gram" : "piece", answers.quantity),
  };
  if (!byWeight) form.ship_grams = grams(answers.weight);
  return {
    name_vi: answers.name, class: kind.class, kind: kind.slug, ocop_group: kind.ocop_group, scheme: stall.scheme, ward_code: stall.ward_code,
    tax_class: kind.tax_classes.at(answers.own === "own" ? -1 : 0), variants: [form], season: answers.season,
  };
}
