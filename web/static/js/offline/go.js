// The way from screen to screen: an address after "#/", and a sentence about what was done.
let sentence;

// go leads to a screen; told is said over it, once.
export function go(to, told) {
  sentence = told;
  if (location.hash === `#/${to}`) dispatchEvent(new HashChangeEvent("hashchange"));
  else location.hash = `#/${to}`;
}

// told is the sentence for the screen that is shown next.
export function told() {
  const out = sentence;
  sentence = undefined;
  return out;
}
