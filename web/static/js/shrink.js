// A picture of a camera becomes one of at most 1600 pixels on a canvas, upright. It throws
// "heic", "big" or "bad": keys of sentences.
const longest = 1600;
const most = 64_000_000; // more pixels fill the memory of a cheap phone

export async function shrink(file) {
  const head = new Uint8Array(await file.slice(0, 256 * 1024).arrayBuffer());
  const text = String.fromCharCode(...head.slice(4, 12));
  const heic = /^ftyp(hei|hev|mif1|msf1)/.test(text);
  const size = sizeOf(head);
  if (size && size.width * size.height > most) throw new Error("big");
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new Error(heic ? "heic" : size ? "big" : "bad");
  }
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas;
}

// jpeg is the picture as it is sent, without what the camera wrote into it.
export function jpeg(canvas) {
  return new Promise((ok, no) => canvas.toBlob((blob) => (blob ? ok(blob) : no(new Error("bad"))), "image/jpeg", 0.85));
}

// sizeOf reads the size from the head of a JPEG or PNG, before anything is opened.
function sizeOf(b) {
  const at = (i) => (b[i] << 8) | b[i + 1];
  if (b[0] === 0x89 && b[1] === 0x50) return { width: at(16) * 65536 + at(18), height: at(20) * 65536 + at(22) };
  if (at(0) !== 0xffd8) return null;
  for (let i = 2; i + 9 < b.length; i += 2 + at(i + 2)) {
    if (b[i] !== 0xff) return null;
    if (b[i + 1] >= 0xc0 && b[i + 1] <= 0xc2) return { height: at(i + 5), width: at(i + 7) };
  }
  return null;
}
