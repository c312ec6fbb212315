// Which questions a new product asks, and what may be answered.
import { stamp, words } from "../dom.js";
import { between } from "../../months.js";
import { dong, grams, quantity } from "../typed.js";

const basis = (answers) => (answers.unit === "kg" ? "gram" : "piece");

// steps are the questions in their order, as far as the answers decide them.
export function steps(work, answers) {
  const kind = work.kinds.find((k) => k.slug === answers.kind);
  const all = ["photo", "kind"];
  if (kind?.tax_classes.length > 1) all.push("own");
  all.push("unit");
  if (answers.unit && answers.unit !== "kg") all.push("weight");
  all.push("price", "quantity");
  if (["raw", "living"].includes(kind?.class)) all.push("season");
  all.refuse = (step, value) => {
    if (step === "price" && !dong(value)) return "dong";
    if (step === "weight" && !grams(value)) return "weight";
    if (step === "quantity" && quantity(basis(answers), value) === undefined) return basis(answers) === "gram" ? "weight" : "number";
    return undefined;
  };
  return all;
}

// counted is what a question counts: đồng, grams, pieces, or nothing.
export function counted(answers, step) {
  return { price: "dong", weight: "gram", quantity: basis(answers) }[step];
}

// choose fills the choices of a question, each of which answers it, or the unit behind its box.
export function choose(work, answers, step, answered) {
  const presses = (rows) => ({ choices: rows.map(([value, name]) => stamp("choice", { choose: () => answered(value), name })) });
  switch (step) {
    case "kind": return presses(work.kinds.map((k) => [k.slug, k.name]));
    case "own": return { own: () => answered("own"), bought: () => answered("bought") };
    case "season": return { all: () => answered(between("1", "12")) };
    case "unit": return presses([["kg", words.by_weight], ...work.units.map((u) => [u.value, u.name])]);
    case "price": return { unit: `đ / ${answers.unit}` };
    case "quantity": return { unit: answers.unit };
    case "weight": return { unit: "kg" };
    default: return {};
  }
}
