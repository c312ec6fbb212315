// The large keys of the pages with a network, and what they say of a price, for the screens
// without one.
import { pad, readOut } from "../pad.js";

// keys gives the field of a form its keys: of a price in "dong", of "gram", or of "piece". unit
// is how a price is asked: what stands in its form as the place of words is read out by it.
export function keys(form, input, kind, unit) {
  input.inputMode = kind === "gram" ? "decimal" : "numeric";
  pad(input, [kind === "gram" ? "," : "000", input.dataset.remove, kind].join("|"));
  const place = form.querySelector(".in-words[data-form]");
  if (place) readOut(place, input, unit === "kg" ? place.dataset.kilo : unit);
}
