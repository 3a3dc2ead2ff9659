// QR codes from the camera and from pictures: by the browser's own BarcodeDetector where it has one (WICG Shape Detection API), and
// by our own reader otherwise. Pictures never leave the browser.
import { brightness, read } from "./qr.js";

const pause = 80; // milliseconds between two looks
const sides = [1400, 700, 2400]; // of a picture, in pixels, in the order that they are tried
const side = 900; // of a camera's picture

const canvas = document.createElement("canvas");
const context = canvas.getContext("2d", { willReadFrequently: true });

const native = async () => {
  try {
    const formats = (await globalThis.BarcodeDetector?.getSupportedFormats()) ?? [];
    return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
  } catch {
    return null;
  }
};

const byBrowser = async (detector, source) => {
  try {
    return (await detector?.detect(source))?.find(({ rawValue }) => rawValue)?.rawValue ?? null;
  } catch {
    return null;
  }
};

/** Brightness of a picture that is no longer than so many pixels on a side. */
const look = (source, width, height, most) => {
  const share = Math.min(1, most / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * share));
  canvas.height = Math.max(1, Math.round(height * share));
  // A drawing may have no ground of its own.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return [brightness(data), canvas.width, canvas.height];
};

/** The text of the code in a picture file; null when there is none that can be read. */
export const fromPicture = async (file) => {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return null; // no picture that this browser knows
  }
  try {
    const { width, height } = bitmap;
    const found = await byBrowser(await native(), bitmap);
    if (found) return found;
    const tries = sides.filter((most, i) => i === 0 || most < Math.max(width, height));
    for (const most of tries) {
      const text = read(...look(bitmap, width, height, most));
      if (text) return text;
    }
    return null;
  } finally {
    bitmap.close();
  }
};

/** The text of the first code that the camera sees; null when `signal` ends it before. Throws when there is no camera. */
export const fromCamera = async (video, signal) => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } });
  try {
    video.srcObject = stream;
    await video.play();
    const detector = await native();
    for (let looks = 1; !signal.aborted; looks++) {
      if (video.videoWidth > 0) {
        const found = (await byBrowser(detector, video)) ?? read(...look(video, video.videoWidth, video.videoHeight, side), { quick: looks % 4 !== 0 });
        if (found) return found;
      }
      await new Promise((next) => setTimeout(next, pause));
    }
    return null;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  }
};
