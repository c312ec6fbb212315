// Opens the phone's own list of apps (Zalo, Facebook, messages) for the address of a page. The
// button is there only where the browser can.
if (navigator.share) {
  for (const button of document.querySelectorAll("button[data-share]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.share({ title: document.title, url: button.dataset.share }).catch(() => {}); // put away again: nothing to do
    });
  }
}
