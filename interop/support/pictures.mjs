// Pictures of QR codes as cameras take them: turned, seen from the side, noisy, blurred, damaged, pale, dark on light and light on
// dark. From the modules of a code alone, so that what made the code and what reads it have nothing to do with each other.

/** A sequence that is the same in every run (mulberry32). */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Draws rows of "0" and "1" as RGBA pixels.
 * turn: degrees; tilt: how strongly the code leans back, as [x, y] in shares of its side; module: pixels of a module;
 * dark and light: brightness of the two; shade: how much darker the right side lies; noise: standard deviation; specks: share of
 * pixels gone black or white; damage: share of the code's area under a blot; blur: reach of a box blur; margin: in modules.
 */
export function draw(rows, { turn = 0, tilt = [0, 0], module = 5, dark = 20, light = 235, shade = 0, noise = 0, specks = 0, damage = 0, blur = 0, margin = 5, mirrored = false, seed = 1 } = {}) {
  const next = random(seed);
  const size = rows.length;
  const code = rows.map((row) => [...row].map(Number));
  if (damage) blot(code, damage, next);
  const side = (size + 2 * margin) * module;
  const width = Math.ceil(side * (1.45 + 1.5 * (Math.abs(tilt[0]) + Math.abs(tilt[1]))));
  const luma = new Float64Array(width * width);
  const [sin, cos] = [Math.sin((turn * Math.PI) / 180), Math.cos((turn * Math.PI) / 180)];
  const paper = (size / 2 + 4) * module;
  const lightness = (x, y) => {
    // From the picture back to the paper: the plane that leans is divided by its depth.
    const [u, v] = [x - width / 2, y - width / 2];
    const depth = 1 - (tilt[0] * u + tilt[1] * v) / side;
    const [p, q] = [(cos * u + sin * v) / depth, (cos * v - sin * u) / depth];
    if (Math.abs(p) > paper || Math.abs(q) > paper) return (dark + light) / 2;
    const column = Math.floor(p / module + size / 2);
    const row = Math.floor(q / module + size / 2);
    return code[row]?.[mirrored ? size - 1 - column : column] ? dark : light;
  };
  for (let y = 0; y < width; y++)
    for (let x = 0; x < width; x++) {
      const value = (lightness(x + 0.25, y + 0.25) + lightness(x + 0.75, y + 0.25) + lightness(x + 0.25, y + 0.75) + lightness(x + 0.75, y + 0.75)) / 4;
      luma[y * width + x] = value * (1 - (shade * x) / width);
    }
  const soft = blur ? boxBlur(luma, width, blur) : luma;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (let i = 0; i < soft.length; i++) {
    const gauss = noise ? noise * Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next()) : 0;
    const value = specks && next() < specks ? (next() < 0.5 ? 0 : 255) : soft[i] + gauss;
    data[4 * i] = data[4 * i + 1] = data[4 * i + 2] = value;
  }
  return { data, width, height: width };
}

/** A blot on the code's data, away from the patterns by which it is found. */
function blot(code, share, next) {
  const size = code.length;
  const side = Math.min(size - 9, Math.round(size * Math.sqrt(share)));
  const top = Math.min(size - side, Math.max(9, Math.floor(size / 2 - side / 2 + (next() - 0.5) * 4)));
  for (let i = top; i < top + side; i++) for (let j = top; j < top + side; j++) code[i][j] = next() < 0.5 ? 0 : 1;
}

function boxBlur(luma, width, reach) {
  const pass = (from, step, line) => {
    const to = new Float64Array(from.length);
    for (let a = 0; a < width; a++)
      for (let b = 0; b < width; b++) {
        let [sum, count] = [0, 0];
        for (let c = Math.max(0, b - reach); c <= Math.min(width - 1, b + reach); c++, count++) sum += from[a * line + c * step];
        to[a * line + b * step] = sum / count;
      }
    return to;
  };
  return pass(pass(luma, 1, width), width, 1);
}
