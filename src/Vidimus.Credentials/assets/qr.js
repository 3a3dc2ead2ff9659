// Reads a QR code (ISO/IEC 18004:2015) out of a picture, in the browser or anywhere else: no names of the browser are used here.
import { decode } from "./qr-decode.js";
import { find } from "./qr-find.js";

/** Brightness of each pixel (ITU-R BT.601) of red, green, blue and opacity as a canvas gives them; what is not there is white. */
export const brightness = (rgba, pixels = rgba.length / 4) => {
  const luma = new Uint8ClampedArray(pixels);
  for (let i = 0; i < pixels; i++) {
    const [red, green, blue, opacity] = [rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2], rgba[4 * i + 3]];
    luma[i] = ((red * 299 + green * 587 + blue * 114) / 1000) * (opacity / 255) + 255 - opacity;
  }
  return luma;
};

/** Sums over every rectangle from the upper left corner, so that the mean of any window takes four reads. */
const sums = (luma, width, height) => {
  const total = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += luma[y * width + x];
      total[(y + 1) * (width + 1) + x + 1] = total[y * (width + 1) + x + 1] + row;
    }
  }
  return total;
};

/** The mean around each pixel. */
const blurred = (luma, width, height, reach, total = sums(luma, width, height)) => {
  const mean = new Uint8ClampedArray(luma.length);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - reach), Math.min(height, y + reach + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)];
      const sum = total[bottom * (width + 1) + right] - total[top * (width + 1) + right] - total[bottom * (width + 1) + left] + total[top * (width + 1) + left];
      mean[y * width + x] = sum / ((bottom - top) * (right - left));
    }
  }
  return mean;
};

/** The value that parts the picture's brightness into two classes that differ most (Otsu, 1979). */
const parting = (luma) => {
  const counts = new Float64Array(256);
  for (const value of luma) counts[value]++;
  const all = counts.reduce((sum, count, value) => sum + count * value, 0);
  let [below, sumBelow, best, chosen] = [0, 0, -1, 128];
  for (let value = 0; value < 255; value++) {
    below += counts[value];
    sumBelow += counts[value] * value;
    const above = luma.length - below;
    if (below === 0 || above === 0) continue;
    const between = below * above * (sumBelow / below - (all - sumBelow) / above) ** 2;
    if (between > best) [best, chosen] = [between, value];
  }
  return chosen;
};

const marked = (luma, isDark) => {
  const dark = new Uint8Array(luma.length);
  for (let i = 0; i < luma.length; i++) dark[i] = isDark(luma[i], i) ? 1 : 0;
  return dark;
};

/** The picture in dark and light, in the ways that have proved themselves: by the surroundings, as a whole, and smoothed. */
function* ways(luma, width, height) {
  const shorter = Math.min(width, height);
  const around = (values, share, margin) => {
    const mean = blurred(values, width, height, Math.max(4, Math.round(shorter * share)));
    return marked(values, (value, i) => value < mean[i] - margin);
  };
  yield around(luma, 0.12, 1);
  const threshold = parting(luma);
  yield marked(luma, (value) => value <= threshold);
  const smooth = blurred(luma, width, height, 1);
  yield around(smooth, 0.12, 1);
  yield around(smooth, 0.05, 3);
  const smoother = blurred(smooth, width, height, 1);
  yield around(smoother, 0.2, 1);
}

/** The text of the QR code in a picture given by its brightness; null when none can be read. `quick` tries the first way only. */
export const read = (luma, width, height, { quick = false } = {}) => {
  for (const dark of ways(luma, width, height)) {
    const text = find({ dark, width, height }, decode) ?? find({ dark: dark.map((value) => 1 - value), width, height }, decode);
    if (text || quick) return text;
  }
  return null;
};
