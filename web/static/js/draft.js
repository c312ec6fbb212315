// A session that ended in the middle of a form takes nothing with it: what was typed waits
// in this tab until the form is open again, for an hour. PINs, codes and files do not.
const life = 60 * 60 * 1000;
const secret = /pin|code|^again$/;
const posts = (form) => form.getAttribute("method") === "post"; // a box may be called method
const read = () => {
  try {
    const draft = JSON.parse(sessionStorage.getItem("draft"));
    return draft && Date.now() - draft.at < life ? draft : null;
  } catch {
    return null;
  }
};
const forget = () => sessionStorage.removeItem("draft");

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!posts(form) || event.defaultPrevented || "download" in form.dataset) return;
  if (read()?.unsent && /^\/(sign-in|account\/pin)/.test(form.getAttribute("action"))) return; // on the way back to it
  const fields = [];
  for (const box of form.elements) {
    if (!box.name || secret.test(box.name) || ["hidden", "password", "file", "submit", "button"].includes(box.type)) continue;
    if (["checkbox", "radio"].includes(box.type)) fields.push([box.name, box.value, box.checked]);
    else fields.push([box.name, box.value, null]);
  }
  try {
    if (fields.length) sessionStorage.setItem("draft", JSON.stringify({ at: Date.now(), action: form.getAttribute("action"), fields }));
    else if (!read()?.unsent) forget();
  } catch {
    // a browser that keeps nothing: the page says that nothing was sent
  }
});

const draft = read();
const unsent = document.querySelector("[data-unsent]");
const form = draft && [...document.forms].find((one) => posts(one) && one.getAttribute("action") === draft.action);
if (draft && unsent) {
  draft.unsent = true;
  sessionStorage.setItem("draft", JSON.stringify(draft));
  unsent.append(" ", unsent.dataset.unsent);
} else if (draft?.unsent && form) {
  for (const [name, value, checked] of draft.fields) {
    for (const box of form.elements) {
      if (box.name !== name || box.disabled || box.type === "hidden") continue;
      if (checked === null) box.value = value;
      else if (box.value === value) box.checked = checked;
    }
  }
  forget();
} else if (draft && !draft.unsent) {
  forget(); // it was taken, or stands in the form with what is wrong
}
