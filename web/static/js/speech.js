// The name of the goods, spoken. The browser's maker hears it, not the market, and that is
// said before the first time; until somebody agrees nothing listens. The answer is kept on
// this device alone, and can be taken back.
import { icon } from "./icon.js";

const Listener = window.SpeechRecognition ?? window.webkitSpeechRecognition;
const kept = {
  get allowed() { try { return localStorage.getItem("voice") === "on"; } catch { return false; } },
  set allowed(yes) { try { if (yes) localStorage.setItem("voice", "on"); else localStorage.removeItem("voice"); } catch { /* asked again next time */ } },
};

function button(sign, label, press, classes = "button") {
  const b = document.createElement("button");
  b.type = "button";
  b.className = classes;
  b.append(icon(sign), label);
  b.addEventListener("click", press);
  return b;
}

for (const place of Listener ? document.querySelectorAll("[data-voice]") : []) {
  const words = place.dataset, input = place.closest("form").elements[words.voice];
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.className = "soft";
  let now = null;

  const listen = () => {
    if (now) return now.stop();
    now = new Listener();
    now.lang = "vi-VN";
    now.maxAlternatives = 1;
    now.onresult = (event) => {
      const text = event.results[0][0].transcript.trim();
      input.value = text.charAt(0).toLocaleUpperCase("vi") + text.slice(1, input.maxLength);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      said.textContent = words.heard.replace("{text}", input.value);
    };
    now.onerror = (event) => { said.textContent = event.error === "not-allowed" ? words.refused : words.nothing; };
    now.onend = () => {
      if (said.textContent === words.listening) said.textContent = words.nothing;
      now = null;
    };
    said.textContent = words.listening;
    try { now.start(); } catch { now = null; said.textContent = words.refused; }
  };
  const draw = (focus) => {
    const say = button("voice", words.say, () => (kept.allowed ? listen() : ask()));
    const off = button("close", words.off, () => { now?.abort(); kept.allowed = false; said.textContent = ""; draw(true); }, "button plain");
    place.replaceChildren(say, ...(kept.allowed ? [off] : []), said);
    if (focus) say.focus();
  };
  const ask = () => {
    const text = document.createElement("p");
    text.className = "care-text";
    text.textContent = words.ask;
    text.tabIndex = -1;
    place.replaceChildren(text,
      button("check", words.yes, () => { kept.allowed = true; draw(true); listen(); }, "button main"),
      button("close", words.no, () => draw(true)));
    text.focus();
  };
  draw(false);
}
