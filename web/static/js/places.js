// Province and then ward, without asking the page again; and a box that knows the names
// from before July 2025. Without it a button shows the wards of the province.
for (const box of document.querySelectorAll("[data-places]")) start(box);

function start(box) {
  const province = box.querySelector("[data-province]"), ward = box.querySelector("[data-ward]");
  const buttons = box.querySelectorAll("[data-show-wards]");
  const find = box.querySelector("[data-find]"), found = box.querySelector("[data-found]");
  const old = box.querySelector("[data-old]");
  for (const button of buttons) button.hidden = true;

  const fill = async (chosen) => {
    const prompt = ward.options[0];
    ward.replaceChildren(prompt);
    if (!province.value) return;
    ward.disabled = true;
    try {
      const answer = await fetch(`${box.dataset.places}?province=${encodeURIComponent(province.value)}`, { headers: { Accept: "application/json" } });
      const { wards } = await answer.json();
      ward.append(...wards.map((w) => new Option(w.name, w.code, false, w.code === chosen)));
    } catch {
      for (const button of buttons) button.hidden = false;
    }
    ward.disabled = false;
  };
  // Whoever chooses by hand means another place than the old name that was found.
  for (const list of [province, ward]) list.addEventListener("change", () => { old.value = ""; });
  province.addEventListener("change", () => fill(""));

  if (!find || !found) return;
  let timer = 0;
  find.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (find.value.trim().length < 2) return found.replaceChildren();
      try {
        const answer = await fetch(`${find.dataset.find}?q=${encodeURIComponent(find.value.trim())}`, { headers: { Accept: "application/json" } });
        const { places } = await answer.json();
        found.replaceChildren(...places.slice(0, 6).map((p) => {
          const b = document.createElement("button");
          b.type = "button";
          b.className = "button block";
          b.textContent = p.name;
          b.addEventListener("click", async () => {
            province.value = p.province;
            await fill(p.ward);
            old.value = p.old;
            find.value = "";
            found.replaceChildren();
            ward.focus();
          });
          return b;
        }));
      } catch { /* the two lists still work */ }
    }, 250);
  });
}
