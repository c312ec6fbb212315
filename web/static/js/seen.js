// What was shown on a page that somebody looks at is read. It is told by a deed of its own:
// fetching a page changes nothing.
const form = document.querySelector("form[data-seen]");

function tell() {
  if (!form || form.hidden || document.visibilityState !== "visible") return;
  form.hidden = true;
  fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" }).catch(() => { form.hidden = false; });
}

document.addEventListener("visibilitychange", tell);
tell();
