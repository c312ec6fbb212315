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
const market = document.title.split(" · ").at(-1); // a screen has its own name for the rest
let shown = 0;
let moved = false;
let flash;

// ways in place of the page that was asked for.
const pages = [[/\/orders\/([^/]+)\/pack$/, "box/"], [/\/orders\/([^/]+)$/, "confirm"], [/\/orders$/, "confirm"], [/\/forms\/([^/]+)\/(price|stock)$/, ""], [/\/products\/new/, "add"], [/\/products/, "goods"]];

function first() {
  for (const [page, to] of pages) {
    const found = page.exec(location.pathname);
    if (found) return found[2] ? `${found[2]}/${found[1]}` : to.endsWith("/") ? to + found[1] : to;
  }
  return "";
}

// here is the screen that the address names, and what of it.
const here = () => (location.hash.startsWith("#/") ? location.hash.slice(2) : first()).split("/").map(plain);

// plain is a part of an address as it was before it was escaped; one that nobody escaped stays.
function plain(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

// show puts the screen of the address. Where again is told, only the queue moved under it:
// whoever reads or tabs there stays where they are.
async function show(again = false) {
  const turn = ++shown;
  if (!again) moved = true;
  const [name, ...rest] = here();
  let held, piece;
  try {
    held = await holder();
    piece = held ? await (screens[name] ?? home)(held, ...rest) : nobody();
  } catch {
    piece = { name: "none", view: stamp("none") };
  }
  if (turn !== shown) return; // somebody went on meanwhile
  const stays = !moved; // a move that the queue overtook is still a move
  moved = false;
  if (!stays) flash = told();
  const screen = root.cloneNode(false);
  screen.append(...(flash ? [stamp("flash", { text: flash })] : []), piece.view);
  for (const way of screen.querySelectorAll("[data-to]")) way.href = `#/${way.dataset.to}`;
  const called = document.querySelector(`#t-${piece.name}`).dataset.title;
  if (stays && title.textContent === called) return renew(screen);
  root.replaceChildren(...screen.childNodes);
  title.textContent = called;
  document.title = `${title.textContent} · ${market}`;
  title.focus({ preventScroll: true });
  scrollTo(0, 0);
}

// renew puts a screen in place of one that says something else, and the focus where it was.
function renew(screen) {
  if (root.isEqualNode(screen)) return;
  const presses = () => [...root.querySelectorAll("a[href], button")];
  const at = presses().indexOf(document.activeElement);
  root.replaceChildren(...screen.childNodes);
  if (at >= 0) (presses()[at] ?? title).focus({ preventScroll: true });
}

addEventListener("hashchange", () => show());
// What a screen of a deed says of it stays while others are sent: only lists of the queue follow it.
heard(() => { if (["", "queue"].includes(here()[0])) show(true); });
await show();
kick();
