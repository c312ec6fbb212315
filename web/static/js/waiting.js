// Counts down to a deadline, and asks whether the money has come. The page is fetched
// anew when its state has changed; without this there is a link that does the same.
for (const time of document.querySelectorAll("time[data-countdown]")) {
  const skew = Date.now() - Date.parse(time.dataset.now), end = Date.parse(time.dateTime);
  const written = time.textContent;
  const tick = () => {
    const left = Math.floor((end - (Date.now() - skew)) / 1000);
    if (left <= 0) { time.textContent = written; return; }
    const hours = Math.floor(left / 3600), pad = (n) => String(n).padStart(2, "0");
    time.textContent = (hours ? `${hours}:` : "") + `${pad(Math.floor(left / 60) % 60)}:${pad(left % 60)}`;
    setTimeout(tick, 1000);
  };
  tick();
}

const watched = document.querySelector("[data-poll]");
if (watched) {
  let wait = 3000;
  const ask = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(watched.dataset.poll, { headers: { Accept: "application/json" }, cache: "no-store" });
        if (answer.ok && (await answer.json()).state !== watched.dataset.state) return location.reload();
      } catch { /* try again later */ }
    }
    wait = Math.min(wait * 1.25, 20000);
    setTimeout(ask, wait);
  };
  setTimeout(ask, wait);
}
