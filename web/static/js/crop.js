// Cuts a square or a 4:3 piece out of a picture: by drag and pinch, by the arrow keys and
// plus and minus, or by the buttons.
export function crop(source, words) {
  return new Promise((finish) => {
    const dialog = document.createElement("dialog"), view = document.createElement("canvas");
    dialog.className = "crop";
    dialog.setAttribute("aria-label", words.crop);
    let ratio = 1, zoom = 1, x = 0.5, y = 0.5; // the middle of what is kept, in shares of the picture
    view.tabIndex = 0;
    view.setAttribute("role", "img");
    view.setAttribute("aria-label", words.cropHelp);

    // box is the piece in pixels of the source.
    const box = () => {
      const widest = Math.min(source.width, source.height * ratio) / zoom, w = widest, h = widest / ratio;
      x = Math.min(Math.max(x, w / 2 / source.width), 1 - w / 2 / source.width);
      y = Math.min(Math.max(y, h / 2 / source.height), 1 - h / 2 / source.height);
      return { left: x * source.width - w / 2, top: y * source.height - h / 2, w, h };
    };
    const paint = (canvas, wide) => {
      const b = box();
      canvas.width = Math.round(wide);
      canvas.height = Math.round(wide / ratio);
      canvas.getContext("2d").drawImage(source, b.left, b.top, b.w, b.h, 0, 0, canvas.width, canvas.height);
      return canvas;
    };
    const show = () => paint(view, 640);
    const move = (dx, dy) => { const b = box(); x += (dx * b.w) / source.width; y += (dy * b.h) / source.height; show(); };
    const scale = (by) => { zoom = Math.min(Math.max(zoom * by, 1), 6); show(); };

    const fingers = new Map();
    const apart = () => { const [a, b] = [...fingers.values()]; return Math.hypot(a.x - b.x, a.y - b.y); };
    view.addEventListener("pointerdown", (event) => { view.setPointerCapture(event.pointerId); fingers.set(event.pointerId, { x: event.clientX, y: event.clientY }); });
    view.addEventListener("pointermove", (event) => {
      const was = fingers.get(event.pointerId);
      if (!was) return;
      const before = fingers.size === 2 ? apart() : 0;
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (fingers.size === 2) return scale(apart() / Math.max(before, 1));
      move((was.x - event.clientX) / view.clientWidth, (was.y - event.clientY) / view.clientHeight);
    });
    for (const end of ["pointerup", "pointercancel"]) view.addEventListener(end, (event) => fingers.delete(event.pointerId));
    view.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [-0.05, 0], ArrowRight: [0.05, 0], ArrowUp: [0, -0.05], ArrowDown: [0, 0.05] }[event.key];
      if (step) move(...step);
      else if (event.key === "+" || event.key === "=") scale(1.1);
      else if (event.key === "-") scale(1 / 1.1);
      else return;
      event.preventDefault();
    });

    const button = (label, press, main) => {
      const b = document.createElement("button");
      b.type = "button";
      b.className = main ? "button main" : "button";
      b.textContent = label;
      b.addEventListener("click", press);
      return b;
    };
    const shape = (label, r) => {
      const b = button(label, () => { ratio = r; for (const one of shapes) one.setAttribute("aria-pressed", String(one === b)); show(); });
      b.setAttribute("aria-pressed", String(r === 1));
      return b;
    };
    const shapes = [shape(words.cropSquare, 1), shape(words.cropWide, 4 / 3)];
    const row = (...all) => { const r = document.createElement("div"); r.className = "actions"; r.append(...all); return r; };
    const help = document.createElement("p");
    help.textContent = words.cropHelp;
    let kept = null;
    dialog.append(help, view, row(...shapes, button(words.cropIn, () => scale(1.25)), button(words.cropOut, () => scale(0.8))),
      row(button(words.cropDone, () => { kept = paint(document.createElement("canvas"), box().w); dialog.close(); }, true), button(words.cropClose, () => dialog.close())));
    dialog.addEventListener("close", () => { dialog.remove(); finish(kept); });
    document.body.append(dialog);
    dialog.showModal();
    show();
    view.focus();
  });
}
