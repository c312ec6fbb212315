// Shows chosen pictures before they are sent. They are drawn on a canvas, so the page
// needs no leave to show blobs.
for (const input of document.querySelectorAll("input[data-preview]")) {
  const strip = document.createElement("div");
  strip.className = "preview";
  strip.setAttribute("role", "status");
  input.after(strip);
  input.addEventListener("change", async () => {
    strip.replaceChildren();
    for (const file of [...input.files].slice(0, 6)) {
      try {
        const picture = await createImageBitmap(file, { resizeWidth: 240, resizeQuality: "medium" });
        const canvas = document.createElement("canvas");
        canvas.width = picture.width;
        canvas.height = picture.height;
        canvas.setAttribute("role", "img");
        canvas.setAttribute("aria-label", `${input.dataset.preview}: ${file.name}`);
        canvas.getContext("2d").drawImage(picture, 0, 0);
        strip.append(canvas);
      } catch {
        const name = document.createElement("span");
        name.textContent = file.name;
        strip.append(name);
      }
    }
  });
}
