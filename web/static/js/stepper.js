// Buttons beside a quantity, and what it comes to. The field alone works as well: the
// market checks every amount.
import { icon } from "./icon.js";

for (const box of document.querySelectorAll("[data-stepper]")) {
  const input = box.querySelector("input");
  const words = box.dataset.stepper.split("|");
  const button = (word, sign, direction) => {
    const b = document.createElement("button");
    b.type = "button";
    b.setAttribute("aria-label", word);
    b.append(icon(sign));
    b.addEventListener("click", () => move(input, direction));
    return b;
  };
  box.prepend(button(words[0], "minus", -1));
  box.append(button(words[1], "plus", 1));
  box.classList.add("live");
}

// Thousandths keep kilograms whole: no sum of 0.1 goes astray.
function move(input, direction) {
  const whole = (text) => Math.round(Number(String(text).replace(",", ".")) * 1000) || 0;
  const step = whole(input.dataset.step || "1"), least = whole(input.dataset.min || "1"), most = whole(input.dataset.max || "10000000");
  const now = whole(input.value);
  const near = direction > 0 ? Math.floor(now / step) * step + step : Math.ceil(now / step) * step - step;
  const next = Math.min(Math.max(near, least), most);
  input.value = String(next / 1000).replace(".", input.dataset.point || ".");
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

// The variant that is chosen sets the step, the minimum and the unit of the field.
for (const choice of document.querySelectorAll("input[data-variant]")) {
  choice.addEventListener("change", () => {
    const input = choice.form.querySelector("[data-stepper] input");
    const unit = choice.form.querySelector("span[data-unit]");
    const was = input.dataset.step + input.dataset.min;
    input.dataset.step = choice.dataset.step;
    input.dataset.min = choice.dataset.min;
    input.dataset.max = choice.dataset.max;
    if (unit) unit.textContent = choice.dataset.unit;
    const hint = choice.form.querySelector("p[data-rule]");
    if (hint) hint.textContent = choice.dataset.rule;
    if (was !== choice.dataset.step + choice.dataset.min) input.value = choice.dataset.min;
  });
}

// In the basket a changed amount is sent without a further press.
for (const form of document.querySelectorAll("form[data-send-changes]")) {
  const button = form.querySelector("button[type=submit]");
  button.hidden = true;
  let timer = 0;
  form.addEventListener("change", () => { clearTimeout(timer); timer = setTimeout(() => form.requestSubmit(), 700); });
}
