// What every page gains: the list of problems is read out first, and a second press
// while the first is under way does nothing.
document.querySelector("[data-focus]")?.focus();

// Of a row of filters that is wider than the screen, the one that holds is in sight.
for (const row of document.querySelectorAll(".sorts")) {
  const on = row.querySelector("[aria-current]");
  if (on) row.scrollLeft = on.offsetLeft - row.offsetLeft - (row.clientWidth - on.clientWidth) / 2;
}

// What the phone keeps of somebody for work without a network can be read no longer, once
// they sign out or it is seen that they were signed out elsewhere.
const holds = () => { try { return !!localStorage.getItem("portal-holder"); } catch { return false; } };
const lock = async () => (await import("./offline/vault.js")).lock();
if ("nobody" in document.body.dataset && holds()) lock().catch(() => {});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if ("signOut" in form.dataset) {
    // Who comes next at this device sees no searches of who leaves it.
    try { localStorage.removeItem("recent-searches"); } catch { /* a private window keeps none */ }
    if (holds()) {
      event.preventDefault();
      Promise.race([lock(), new Promise((ok) => setTimeout(ok, 3000))]).catch(() => {}).then(() => form.submit());
      return;
    }
  }
  if (form.getAttribute("method") !== "post" || "download" in form.dataset) return; // after a download the page is still here
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  const word = event.submitter?.dataset.busy;
  const place = event.submitter?.querySelector("span");
  if (word && place) {
    place.dataset.word = place.textContent;
    place.textContent = word;
  }
});

// The back button may show this page as it was left.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const place of document.querySelectorAll("[data-word]")) {
    place.textContent = place.dataset.word;
    delete place.dataset.word;
  }
});
