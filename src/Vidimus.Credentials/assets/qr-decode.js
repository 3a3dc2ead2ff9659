// From the modules of a QR code to its text, by ISO/IEC 18004:2015: format information (7.9), masks (7.8), blocks (7.5), Reed-Solomon
// correction (Annex B) and the segments of the bit stream (7.4). Written from the standard; nothing here reads a picture.

/** Error correction codewords of each block, and the number of blocks, by level and version (Table 9). */
const correction = {
  L: [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
  M: [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28],
  Q: [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
  H: [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
};
const blocks = {
  L: [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25],
  M: [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49],
  Q: [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68],
  H: [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81],
};
const levels = ["M", "L", "H", "Q"]; // by the two bits of the format information

/** The data mask conditions (Table 10), of row i and column j. */
const masks = [
  (i, j) => (i + j) % 2,
  (i) => i % 2,
  (i, j) => j % 3,
  (i, j) => (i + j) % 3,
  (i, j) => ((i >> 1) + Math.floor(j / 3)) % 2,
  (i, j) => ((i * j) % 2) + ((i * j) % 3),
  (i, j) => (((i * j) % 2) + ((i * j) % 3)) % 2,
  (i, j) => (((i + j) % 2) + ((i * j) % 3)) % 2,
];

/** Rows and columns of the centres of alignment patterns (Annex E). */
export const alignment = (version) => {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const size = version * 4 + 17;
  const step = version === 32 ? 26 : Math.ceil((size - 13) / (2 * count - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, i) => size - 7 - (count - 2 - i) * step)];
};

/** 1 where a module belongs to a pattern or to information of the code itself, not to its data. */
const functions = (version) => {
  const size = version * 4 + 17;
  const taken = new Uint8Array(size * size);
  const fill = (row, column, height, width) => {
    for (let i = row; i < row + height; i++) taken.fill(1, i * size + column, i * size + column + width);
  };
  fill(0, 0, 9, 9);
  fill(0, size - 8, 9, 8);
  fill(size - 8, 0, 8, 9);
  fill(6, 0, 1, size);
  fill(0, 6, size, 1);
  const centres = alignment(version);
  const last = size - 7;
  for (const i of centres) for (const j of centres) if (!((i === 6 && j === 6) || (i === 6 && j === last) || (i === last && j === 6))) fill(i - 2, j - 2, 5, 5);
  if (version > 6) {
    fill(0, size - 11, 6, 3);
    fill(size - 11, 0, 3, 6);
  }
  return taken;
};

/** The 15 bits of each of the 32 formats: BCH(15, 5) with generator 10100110111, masked (Annex C). */
const formats = Array.from({ length: 32 }, (_, data) => {
  let rest = data << 10;
  for (let bit = 14; bit >= 10; bit--) if (rest & (1 << bit)) rest ^= 0x537 << (bit - 10);
  return ((data << 10) | rest) ^ 0x5412;
});

const differing = (a, b) => {
  let count = 0;
  for (let rest = a ^ b; rest; rest &= rest - 1) count++;
  return count;
};

/** The formats that either copy of the information may mean, the nearest first; no more than three wrong bits can be corrected. */
const formatsOf = (at, size) => {
  let one = 0;
  let other = 0;
  for (let bit = 0; bit < 15; bit++) {
    const [row, column] = bit < 6 ? [bit, 8] : bit < 8 ? [bit + 1, 8] : bit === 8 ? [8, 7] : [8, 14 - bit];
    one |= at(row, column) << bit;
    other |= (bit < 8 ? at(8, size - 1 - bit) : at(size - 15 + bit, 8)) << bit;
  }
  return formats
    .map((bits, data) => ({ data, distance: Math.min(differing(bits, one), differing(bits, other)) }))
    .filter(({ distance }) => distance <= 3)
    .sort((a, b) => a.distance - b.distance);
};

/** GF(256) by the polynomial x^8 + x^4 + x^3 + x^2 + 1. */
const powers = new Uint8Array(512);
const logs = new Uint8Array(256);
for (let i = 0, value = 1; i < 255; i++) {
  powers[i] = powers[i + 255] = value;
  logs[value] = i;
  value = value << 1 ^ (value & 128 ? 0x11d : 0);
}
const times = (a, b) => (a && b ? powers[logs[a] + logs[b]] : 0);
const over = (a, b) => (a ? powers[logs[a] + 255 - logs[b]] : 0);
/** The value at x of a polynomial whose lowest coefficient comes first. */
const valueAt = (polynomial, x) => polynomial.reduceRight((sum, coefficient) => times(sum, x) ^ coefficient, 0);

/** Puts a block right, in place; false when more is damaged than can be known (Berlekamp-Massey, Chien, Forney). */
const correct = (block, checks) => {
  const lowestFirst = Array.from(block).reverse();
  const syndromes = Array.from({ length: checks }, (_, i) => valueAt(lowestFirst, powers[i]));
  if (syndromes.every((s) => s === 0)) return true;
  let locator = [1];
  let before = [1];
  let errors = 0;
  let shift = 1;
  let base = 1;
  for (let n = 0; n < checks; n++) {
    let gap = syndromes[n];
    for (let i = 1; i <= errors; i++) gap ^= times(locator[i] ?? 0, syndromes[n - i]);
    if (gap === 0) {
      shift++;
      continue;
    }
    const factor = over(gap, base);
    const next = Array.from({ length: Math.max(locator.length, before.length + shift) }, (_, i) => (locator[i] ?? 0) ^ times(factor, before[i - shift] ?? 0));
    if (2 * errors <= n) {
      [before, base, errors, shift] = [locator, gap, n + 1 - errors, 1];
    } else shift++;
    locator = next;
  }
  if (errors * 2 > checks) return false;
  const evaluator = Array.from({ length: checks }, (_, i) => {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum ^= times(locator[j] ?? 0, syndromes[i - j]);
    return sum;
  });
  // The formal derivative: in characteristic two only the odd powers stay.
  const derivative = locator.map((_, i) => (i % 2 ? 0 : (locator[i + 1] ?? 0)));
  let found = 0;
  for (let place = 0; place < block.length; place++) {
    const inverse = powers[(255 - place) % 255];
    if (valueAt(locator, inverse) !== 0) continue;
    const slope = valueAt(derivative, inverse);
    if (slope === 0) return false;
    block[block.length - 1 - place] ^= times(powers[place], over(valueAt(evaluator, inverse), slope));
    found++;
  }
  return found === errors;
};

/** The codewords in the order they were placed in: two columns at a time from the right, upwards and downwards (7.7.3). */
const codewords = (at, version, mask) => {
  const size = version * 4 + 17;
  const taken = functions(version);
  const bytes = [];
  let byte = 0;
  let count = 0;
  for (let right = size - 1, upwards = true; right > 0; right -= 2, upwards = !upwards) {
    if (right === 6) right--;
    for (let step = 0; step < size; step++) {
      const row = upwards ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (taken[row * size + column]) continue;
        byte = (byte << 1) | (at(row, column) ^ (masks[mask](row, column) === 0 ? 1 : 0));
        if (++count % 8 === 0) {
          bytes.push(byte);
          byte = 0;
        }
      }
    }
  }
  return bytes;
};

/** The data out of its interleaved blocks, corrected; null when it cannot be. */
const dataOf = (bytes, version, level) => {
  const number = blocks[level][version - 1];
  const checks = correction[level][version - 1];
  const short = Math.floor(bytes.length / number) - checks;
  const long = bytes.length % number;
  const parts = Array.from({ length: number }, (_, i) => new Uint8Array(short + checks + (i >= number - long ? 1 : 0)));
  let next = 0;
  for (let i = 0; i <= short; i++) for (const part of parts) if (i < part.length - checks) part[i] = bytes[next++];
  for (let i = 0; i < checks; i++) for (const part of parts) part[part.length - checks + i] = bytes[next++];
  const data = [];
  for (const part of parts) {
    if (!correct(part, checks)) return null;
    data.push(...part.subarray(0, part.length - checks));
  }
  return data;
};

const alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
/** Encodings by the designators of Extended Channel Interpretation that are seen in use. */
const interpretations = { 1: "latin1", 3: "latin1", 4: "iso-8859-2", 7: "iso-8859-5", 20: "shift_jis", 22: "windows-1251", 25: "utf-16be", 26: "utf-8", 27: "ascii", 28: "big5", 29: "gb18030", 30: "euc-kr" };

const textOf = (bytes, encoding) => {
  const given = Uint8Array.from(bytes);
  if (encoding) return new TextDecoder(encoding).decode(given);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(given);
  } catch {
    return new TextDecoder("latin1").decode(given);
  }
};

/** Reads the segments up to the terminator; null when they are not in order. */
const segments = (data, version) => {
  const end = data.length * 8;
  const range = version < 10 ? 0 : version < 27 ? 1 : 2;
  let position = 0;
  let encoding;
  let text = "";
  const take = (count) => {
    if (position + count > end) throw new RangeError("The code ends within a segment.");
    let value = 0;
    for (const last = position + count; position < last; position++) value = value * 2 + ((data[position >> 3] >> (7 - (position & 7))) & 1);
    return value;
  };
  const readers = {
    1: () => {
      for (let left = take([10, 12, 14][range]); left > 0; left -= 3) text += String(take([0, 4, 7, 10][Math.min(left, 3)])).padStart(Math.min(left, 3), "0");
    },
    2: () => {
      for (let left = take([9, 11, 13][range]); left > 0; left -= 2) {
        const value = take(left > 1 ? 11 : 6);
        if (value >= (left > 1 ? 2025 : 45)) throw new RangeError("There is no such character.");
        text += left > 1 ? alphanumeric[Math.floor(value / 45)] + alphanumeric[value % 45] : alphanumeric[value];
      }
    },
    3: () => take(16), // one of several codes: its part alone is read
    4: () => {
      const bytes = Array.from({ length: take([8, 16, 16][range]) }, () => take(8));
      text += textOf(bytes, encoding);
    },
    5: () => {}, // FNC1: says what the text means, not how it reads
    7: () => {
      const first = take(8);
      const designator = first < 128 ? first : first < 192 ? (first & 63) * 256 + take(8) : (first & 31) * 65536 + take(16);
      encoding = interpretations[designator];
    },
    8: () => {
      const bytes = Array.from({ length: take([8, 10, 12][range]) }, () => {
        const value = take(13);
        const pair = Math.floor(value / 192) * 256 + (value % 192);
        return pair + (pair < 0x1f00 ? 0x8140 : 0xc140);
      }).flatMap((pair) => [pair >> 8, pair & 255]);
      text += textOf(bytes, "shift_jis");
    },
    9: () => take(8),
  };
  try {
    while (end - position >= 4) {
      const mode = take(4);
      if (mode === 0) break;
      readers[mode]();
    }
    return text;
  } catch {
    return null;
  }
};

/** The text of a code given as its modules, row by row, 1 for dark; null when it cannot be read. */
export const decode = (modules, size) => {
  const version = (size - 17) / 4;
  if (!Number.isInteger(version) || version < 1 || version > 40) return null;
  const at = (row, column) => modules[row * size + column];
  for (const { data: format } of formatsOf(at, size).slice(0, 2)) {
    const data = dataOf(codewords(at, version, format & 7), version, levels[format >> 3]);
    const text = data && segments(data, version);
    if (text) return text;
  }
  return null;
};
