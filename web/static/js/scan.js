// The camera reads the code of a parcel where the browser can: the picture stays on the
// phone, and only what stands in the code is sent. Elsewhere the code is typed.
const form = document.querySelector("[data-scan]"), part = form?.querySelector("[data-camera]");
const formats = ["qr_code", "code_128"];

async function able() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return false;
  const known = await window.BarcodeDetector.getSupportedFormats();
  return formats.some((f) => known.includes(f));
}

if (part && await able().catch(() => false)) {
  const video = part.querySelector("video"), word = part.querySelector("[role=status]"), button = part.querySelector("button");
  const field = form.querySelector("[name=code]");
  part.hidden = false;
  form.querySelector("[data-typed]").hidden = true;
  let stream = null;
  const stop = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.hidden = true;
  };
  addEventListener("pagehide", stop);
  button.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      word.textContent = word.dataset.refused;
      return;
    }
    button.hidden = true;
    video.hidden = false;
    video.srcObject = stream;
    word.textContent = word.dataset.looking;
    await video.play();
    const detector = new window.BarcodeDetector({ formats });
    const look = async () => {
      if (!stream) return;
      const [seen] = await detector.detect(video).catch(() => []);
      if (!seen) return void setTimeout(look, 200);
      stop();
      field.value = seen.rawValue;
      form.requestSubmit();
    };
    look();
  });
}
