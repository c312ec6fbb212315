// Pictures before they are sent: shrunk on the phone, cut, put in order, sent with their
// progress. Without this the box of files is sent as it is.
import { crop } from "./crop.js";
import { icon } from "./icon.js";
import { jpeg, shrink } from "./shrink.js";

for (const input of document.querySelectorAll("input[data-photos]")) start(input, input.form, input.dataset);

function element(tag, about, ...inside) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) e.setAttribute(name, value);
  e.append(...inside);
  return e;
}

function start(input, form, words) {
  let pictures = []; // {canvas, first drawn, changed by cutting}
  const strip = element("ul", { class: "picture-strip" });
  const said = element("p", { role: "status", class: "picture-said" });
  const bar = element("progress", { max: "100", value: "0", class: "how-far", "aria-label": words.sending.replace("{n}", "…") });
  bar.hidden = true;
  input.after(said, strip, bar);

  const small = (sign, label, press) => {
    const b = element("button", { type: "button", class: "button" }, icon(sign), label);
    b.addEventListener("click", press);
    return b;
  };
  const draw = (focus) => {
    strip.replaceChildren(...pictures.map((p, i) => {
      const name = words.one.replace("{n}", i + 1);
      p.setAttribute("role", "img");
      p.setAttribute("aria-label", name);
      const cut = small("edit", words.crop, async () => {
        const done = await crop(p, words);
        if (done) pictures[i] = done;
        draw(i);
      });
      const first = small("star", words.first, () => { pictures = [p, ...pictures.filter((q) => q !== p)]; draw(0); });
      const drop = small("bin", words.drop, () => { pictures = pictures.filter((q) => q !== p); draw(Math.min(i, pictures.length - 1)); });
      for (const b of [cut, first, drop]) b.append(element("span", { class: "sr" }, `: ${name}`));
      return element("li", {}, p, cut, ...(i > 0 ? [first] : []), drop);
    }));
    if (focus !== undefined) (strip.children[focus]?.querySelector("button") ?? input).focus();
  };

  input.addEventListener("change", async () => {
    const files = [...input.files];
    input.value = ""; // what is sent are the small ones
    said.textContent = "";
    form.dataset.busy = "1";
    const wrong = [];
    for (const file of files) {
      if (pictures.length >= Number(words.most)) { wrong.push(words.many.replace("{n}", words.most)); break; }
      try { pictures.push(await shrink(file)); } catch (error) { wrong.push(words[error.message] ?? words.bad); }
    }
    delete form.dataset.busy;
    said.textContent = [...new Set(wrong)].join(" ");
    draw();
  });

  form.addEventListener("submit", async (event) => {
    if (!pictures.length || event.defaultPrevented) return; // nothing shrunk: the plain form
    event.preventDefault();
    const unnamed = form.elements.name_vi;
    if (unnamed && !unnamed.value.trim()) { // told before the pictures travel for nothing
      event.stopPropagation(); // nothing was sent
      said.textContent = words.unnamed;
      return unnamed.focus();
    }
    const data = new FormData(form);
    data.delete(input.name);
    for (const [i, p] of pictures.entries()) {
      data.append(input.name, await jpeg(p), `photo-${i + 1}.jpg`);
    }
    send(data, event.submitter);
  });

  function send(data, pressed) {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.timeout = 120_000;
    bar.hidden = false;
    pressed?.setAttribute("disabled", "");
    request.upload.onprogress = (event) => {
      const n = event.lengthComputable ? Math.floor((event.loaded / event.total) * 100) : 0;
      bar.value = n;
      said.textContent = words.sending.replace("{n}", n);
    };
    const failed = (text) => {
      bar.hidden = true;
      pressed?.removeAttribute("disabled");
      delete form.dataset.sent;
      const again = small("return", words.retry, () => { again.remove(); form.requestSubmit(pressed); });
      said.replaceChildren(text, " ", again);
      again.focus();
    };
    request.onload = () => {
      if (request.status < 400) return location.assign(request.responseURL);
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      failed(page.querySelector("[data-focus] li, .problem, [id$=-wrong]")?.textContent.trim() || words.failed);
    };
    request.onerror = request.ontimeout = () => failed(words.failed);
    request.send(data);
  }
}
