// The page of packing: beside each weight stands what it is less than ordered, and what that
// gives back, while it is typed.
import { say } from "./scales.js";

for (const place of document.querySelectorAll("[data-weigh-of]")) {
  const input = place.closest("form").elements[place.dataset.weighOf];
  const { ordered, price, amount } = place.dataset;
  const line = { ordered: Number(ordered), price: Number(price), amount: Number(amount), door: "door" in place.dataset };
  input.addEventListener("input", () => say(place, line, input.value));
}
