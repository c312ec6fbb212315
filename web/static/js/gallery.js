// A press on a small picture shows it large. Without it every picture stands in the row.
for (const box of document.querySelectorAll("[data-gallery]")) {
  const large = box.querySelector("[data-large] img");
  if (!large) continue;
  for (const link of box.querySelectorAll("a[data-small]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const small = link.querySelector("img");
      large.removeAttribute("srcset");
      large.src = link.href;
      large.alt = small.alt;
      for (const other of box.querySelectorAll("a[data-small]")) other.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
    });
  }
}
