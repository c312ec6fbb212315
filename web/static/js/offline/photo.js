// A photo as it is sent: upright, at most 1600 pixels on its longer side, without what the
// camera wrote into it. One that this phone cannot open is an error.
const most = 1600;

export async function shrink(file) {
  const whole = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, most / Math.max(whole.width, whole.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(whole.width * scale);
  canvas.height = Math.round(whole.height * scale);
  canvas.getContext("2d").drawImage(whole, 0, 0, canvas.width, canvas.height);
  whole.close();
  const blob = await new Promise((ok) => canvas.toBlob(ok, "image/jpeg", 0.85));
  if (!blob) throw new Error("photo");
  return blob.arrayBuffer();
}
