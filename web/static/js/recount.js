// Another way of delivery changes the bill: the page asks for it at once. Without this
// the button beside the bill does the same.
const form = document.querySelector("form[data-recount]");
const button = form?.querySelector("[data-recount-button]");
if (button) {
  button.hidden = true;
  form.addEventListener("change", (event) => {
    if (!event.target.name?.startsWith("delivery.")) return;
    const parcel = event.target.closest("section[id]");
    if (parcel) form.action = `${form.getAttribute("action")}#${parcel.id}`;
    form.requestSubmit(button);
  });
}
