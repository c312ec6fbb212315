// What a weighed line comes to, as models/fulfillment reckons it: whole grams, whole đồng.
import { grams } from "./offline/typed.js";

const cost = (price, n) => Number((BigInt(price) * BigInt(n) + 500n) / 1000n);

// weighed is what packing n grams of a line would come to; price is of a kilogram.
export function weighed({ ordered, price, amount }, n) {
  return {
    less: ordered - n,
    back: amount - cost(price, Math.min(n, ordered)),
    asks: (ordered - n) * 100 > ordered * 2,
    much: n - ordered > Math.floor(ordered * 20 / 100),
    slip: Math.floor(n / 100) >= ordered ? "grams" : n > 0 && n < ordered - n ? "half" : "",
  };
}

// say writes into place what a typed weight comes to; the sentences stand on the place.
export function say(place, line, text) {
  const n = grams(text), say = place.dataset, out = [];
  if (n !== undefined) {
    const { less, back, asks, much, slip } = weighed(line, n);
    const sep = say.lang === "en" ? "," : ".";
    const weight = (g) => (g < 1000 ? `${g} ${say.sayGram}` : `${String(g / 1000).replace(".", ",")} kg`);
    const fill = (sentence) => sentence.replace("{weight}", weight(Math.abs(less))).replace("{amount}", `${String(back).replace(/\B(?=(\d{3})+$)/g, sep)}\u00a0đ`);
    if (slip === "grams") out.push(say.sayGrams);
    else if (much) out.push(say.sayMuch);
    else if (less === 0) out.push(say.sayEven);
    else if (less < 0) out.push(fill(say.sayMore));
    else out.push(fill(line.door ? say.sayLessDoor : say.sayLess));
    if (slip === "half") out.push(say.sayHalf);
    else if (asks) out.push(say.sayAsks);
  }
  place.replaceChildren(...out.map((sentence) => Object.assign(document.createElement("p"), { textContent: sentence })));
}
