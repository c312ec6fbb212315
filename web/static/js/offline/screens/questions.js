// Which questions a new product asks, and what may be answered.
import { say, stamp, words } from "../dom.js";
import { between } from "../../months.js";
import { dong, grams, quantity } from "../typed.js";

const basis = (answers) => (answers.unit === "kg" ? "gram" : "piece");

// steps are the questions in their order, as far as the answers decide them.
export function steps(work, answers) {
  const kind = work.kinds.find((k) => k.slug === answers.kind);
  const all = ["photo", "kind"];
  if (kind?.tax_classes.length > 1) all.push("own");
  all.push("price");
  if (answers.unit && answers.unit !== "kg") all.push("weight");
  all.push("quantity");
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

const usual = 4; // units that stand open

// units are what goods of the kind are sold by, the likeliest first.
export function units(work, answers) {
  const likely = work.kinds.find((k) => k.slug === answers.kind)?.units ?? ["kg"];
  const names = new Map([["kg", words.kilo], ...work.units.map((u) => [u.value, u.name])]);
  return [...new Set([...(answers.unit ? [answers.unit] : []), ...likely, ...names.keys()])].map((value) => ({ value, name: names.get(value) ?? value }));
}

// choose fills the choices of a question, each of which answers it, or the unit behind its box.
export function choose(work, answers, step, answered) {
  switch (step) {
    case "kind": return { choices: work.kinds.map((k) => stamp("choice", { choose: () => answered(k.slug), name: k.name })) };
    case "own": return { own: () => answered("own"), bought: () => answered("bought") };
    case "season": return { all: () => answered(between("1", "12")) };
    case "price": {
      const all = units(work, answers).map((u, i) => stamp("per", { per: { value: u.value, className: i ? "button" : "button main" }, name: say("per", u.name) }));
      return { unit: "đ", units: all.slice(0, usual), others: all.slice(usual) };
    }
    case "quantity": return { unit: answers.unit };
    case "weight": return { unit: "kg" };
    default: return {};
  }
}
