// The page without a network: shows the screen that the address names after "#/". Opened
// in place of a page that did not come, it begins with the screen for the same work.
import { holder } from "./vault.js";
import { heard } from "./queue.js";
import { kick } from "./line.js";
import { stamp } from "./dom.js";
import { told } from "./go.js";
import { home, nobody } from "./screens/home.js";
import { box, confirm, pack } from "./screens/orders.js";
import { goods, price, stock } from "./screens/goods.js";
import { add } from "./screens/add.js";
import { queue } from "./screens/queue.js";

const screens = { "": home, confirm, pack, box, goods, price, stock, add, queue };
const root = document.querySelector("#screen");
const title = document.querySelector("#title");
const plain = document.title;
let shown = 0;

// ways in place of the page that was asked for.
const pages = [[/\/orders\/([^/]+)\/pack$/, "box/"], [/\/orders\/([^/]+)$/, "confirm"], [/\/orders$/, "confirm"], [/\/forms\/([^/]+)\/(price|stock)$/, ""], [/\/products\/new/, "add"], [/\/products/, "goods"]];

function first() {
  for (const [page, to] of pages) {
    const found = page.exec(location.pathname);
    if (found) return found[2] ? `${found[2]}/${found[1]}` : to.endsWith("/") ? to + found[1] : to;
  }
  return "";
}

async function show() {
  const turn = ++shown;
  const at = location.hash.startsWith("#/") ? location.hash.slice(2) : first();
  const [name, ...rest] = at.split("/").map(decodeURIComponent);
  let held, piece;
  try {
    held = await holder();
    piece = held ? await (screens[name] ?? home)(held, ...rest) : nobody();
  } catch {
    piece = { name: "none", view: stamp("none") };
  }
  if (turn !== shown) return; // somebody went on meanwhile
  const flash = told();
  root.replaceChildren(...(flash ? [stamp("flash", { text: flash })] : []), piece.view);
  title.textContent = document.querySelector(`#t-${piece.name}`).dataset.title;
  document.title = `${title.textContent} – ${plain}`;
  for (const way of root.querySelectorAll("[data-to]")) way.href = `#/${way.dataset.to}`;
  title.focus({ preventScroll: true });
  scrollTo(0, 0);
}

addEventListener("hashchange", show);
heard(() => { if (/^#?\/?(queue)?$/.test(location.hash)) show(); });
await show();
kick();
