// Finds a QR code in a picture of dark (1) and light (0) pixels and gives its modules, by the shapes that ISO/IEC 18004:2015, 6.3
// puts into every code: finder patterns (dark and light 1:1:3:1:1 in whatever direction one crosses them), timing patterns,
// alignment patterns. Where a pattern has to be is known once four points of the code are; how well a guess of the four fits
// is counted, and the guess is bettered step by step. Rotation and perspective need no case of their own.
import { alignment } from "./qr-decode.js";

const centre = 3.5; // of a finder pattern, in modules from the code's corner
const inner = 6.5; // of the alignment pattern nearest to the fourth corner
const mostCandidates = 24;
const mostTriples = 4;

/** Dark, light, dark, light, dark in the proportions of a finder pattern. */
const isFinder = (runs, tolerance) => {
  const module = (runs[0] + runs[1] + runs[2] + runs[3] + runs[4]) / 7;
  const slack = Math.max(module * tolerance, 0.9);
  return module >= 1 && [0, 1, 3, 4].every((i) => Math.abs(runs[i] - module) <= slack) && Math.abs(runs[2] - 3 * module) <= slack * 2;
};

/** Crosses the shape around a dark pixel along a direction: its size in seven modules, and how far its middle is from here. */
const cross = ({ dark, width, height }, x, y, dx, dy, longest) => {
  const runs = [0, 0, 0, 0, 0];
  const walk = (sign, order) => {
    let px = x;
    let py = y;
    let steps = 0;
    for (let i = 0; i < order.length; i++) {
      const wanted = i % 2 ? 0 : 1;
      for (;;) {
        const [column, row] = [Math.round(px), Math.round(py)];
        if (column < 0 || row < 0 || column >= width || row >= height) {
          if (i < 2) return false;
          break;
        }
        if (dark[row * width + column] !== wanted) break;
        runs[order[i]]++;
        if (++steps > longest) return false;
        px += sign * dx;
        py += sign * dy;
      }
    }
    return true;
  };
  if (!walk(-1, [2, 1, 0])) return null;
  const left = runs[2];
  runs[2] = 0;
  if (!walk(1, [2, 3, 4])) return null;
  const right = runs[2];
  runs[2] += left - 1;
  return { runs, shift: (right - left) / 2, total: runs[0] + runs[1] + runs[2] + runs[3] + runs[4] };
};

/** Centres of what looks like a finder pattern from every side. */
const finders = (image) => {
  const { dark, width, height } = image;
  const found = [];
  const consider = (startX, startY, size) => {
    let [x, y] = [startX, startY];
    const longest = size * 1.6;
    let total = 0;
    for (const [dx, dy] of [[0, 1], [1, 0], [0, 1]]) {
      const crossed = cross(image, Math.round(x), Math.round(y), dx, dy, longest);
      if (!crossed || !isFinder(crossed.runs, 0.7)) return;
      x = Math.round(x) + crossed.shift * dx;
      y = Math.round(y) + crossed.shift * dy;
      total += crossed.total;
    }
    if (![[1, 1], [1, -1]].some(([dx, dy]) => isFinder(cross(image, Math.round(x), Math.round(y), dx, dy, longest)?.runs ?? [0, 0, 0, 0, 0], 0.9))) return;
    const module = total / 21;
    const near = found.find((f) => Math.hypot(f.x - x, f.y - y) < module * 2.5);
    if (!near) found.push({ x, y, module, count: 1 });
    else {
      const { count } = near;
      for (const [key, value] of [["x", x], ["y", y], ["module", module]]) near[key] = (near[key] * count + value) / (count + 1);
      near.count++;
    }
  };
  for (let row = 0; row < height; row++) {
    const runs = [0, 0, 0, 0, 0];
    let color = 0;
    let length = 0;
    for (let x = 0; x <= width; x++) {
      const here = x < width ? dark[row * width + x] : 2;
      if (here === color) {
        length++;
        continue;
      }
      runs.shift();
      runs.push(length);
      if (color === 1 && isFinder(runs, 0.6)) consider(x - 1 - runs[4] - runs[3] - Math.floor(runs[2] / 2), row, runs[0] + runs[1] + runs[2] + runs[3] + runs[4]);
      color = here;
      length = 1;
    }
  }
  return found.sort((a, b) => b.count - a.count).slice(0, mostCandidates);
};

/**
 * Three finder patterns that may belong to one code, corner first and then clockwise; the likeliest come first. A real one is met
 * in each of the rows through its middle, what looks like one among the data in few.
 */
const triples = (found) => {
  const fits = [];
  for (let a = 0; a < found.length; a++)
    for (let b = a + 1; b < found.length; b++)
      for (let c = b + 1; c < found.length; c++) {
        const three = [found[a], found[b], found[c]];
        const modules = three.map(({ module }) => module).sort((x, y) => x - y);
        if (modules[2] > modules[0] * 2.2) continue;
        // The corner is the one with the angle nearest to a right one; the two others stand at the ends of the longest side.
        const choices = three.map((corner, i) => {
          const [p, q] = [three[(i + 1) % 3], three[(i + 2) % 3]];
          const [u, v] = [{ x: p.x - corner.x, y: p.y - corner.y }, { x: q.x - corner.x, y: q.y - corner.y }];
          const [lu, lv] = [Math.hypot(u.x, u.y), Math.hypot(v.x, v.y)];
          const turn = u.x * v.y - u.y * v.x;
          const cos = Math.abs(u.x * v.x + u.y * v.y) / (lu * lv);
          return { corner, right: turn > 0 ? p : q, below: turn > 0 ? q : p, cos, ratio: Math.max(lu, lv) / Math.min(lu, lv), shorter: Math.min(lu, lv) };
        });
        const best = choices.reduce((x, y) => (x.cos < y.cos ? x : y));
        if (best.cos > 0.7 || best.ratio > 2.5 || best.shorter < modules[1] * 9) continue;
        fits.push({ ...best, cost: best.cos + (best.ratio - 1) * 0.5 + (modules[2] / modules[0] - 1) * 0.7 + 2 * (1 - Math.min(1, ...three.map(({ count, module }) => count / (3 * module)))) });
      }
  return fits.sort((x, y) => x.cost - y.cost).slice(0, mostTriples);
};

/** The size of a module at a finder pattern along the side that leads to another. */
const along = (image, from, to) => {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const [dx, dy] = [(to.x - from.x) / distance, (to.y - from.y) / distance];
  const crossed = cross(image, from.x, from.y, dx, dy, from.module * 14);
  return crossed && isFinder(crossed.runs, 0.8) ? crossed.total / 7 : from.module;
};

/** How many modules the code has on a side, estimated: under perspective a length is measured by the geometric mean of its ends' scales. */
const estimate = (image, { corner, right, below }) => {
  const side = (a, b) => Math.hypot(a.x - b.x, a.y - b.y) / Math.sqrt(along(image, a, b) * along(image, b, a)) + 7;
  return (side(corner, right) + side(corner, below)) / 2;
};

/**
 * The projective map that takes four points of a code of this size, in modules, to four points of the picture: the centres of
 * the finder patterns and a point so far from the fourth corner.
 */
const mapOf = (size, points, fromCorner = inner) => {
  const ends = [centre, size - centre, size - fromCorner];
  const from = [[ends[0], ends[0]], [ends[1], ends[0]], [ends[0], ends[1]], [ends[2], ends[2]]];
  const rows = from.flatMap(([u, v], i) => {
    const { x, y } = points[i];
    return [[u, v, 1, 0, 0, 0, -u * x, -v * x, x], [0, 0, 0, u, v, 1, -u * y, -v * y, y]];
  });
  for (let i = 0; i < 8; i++) {
    let pivot = i;
    for (let j = i + 1; j < 8; j++) if (Math.abs(rows[j][i]) > Math.abs(rows[pivot][i])) pivot = j;
    if (Math.abs(rows[pivot][i]) < 1e-9) return null;
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    for (let j = 0; j < 8; j++) {
      if (j === i) continue;
      const factor = rows[j][i] / rows[i][i];
      for (let k = i; k < 9; k++) rows[j][k] -= factor * rows[i][k];
    }
  }
  return rows.map((row, i) => row[8] / row[i]);
};

/** The modules that look the same in every code of a size: column, row, and whether it is dark. */
const landmarks = (size) => {
  const version = (size - 17) / 4;
  const marks = [];
  const pattern = (column, row, reach, isDark) => {
    for (let i = -reach; i <= reach; i++)
      for (let j = -reach; j <= reach; j++) {
        const [x, y] = [column + j, row + i];
        if (x >= 0 && y >= 0 && x < size && y < size) marks.push([x, y, isDark(Math.max(Math.abs(i), Math.abs(j))) ? 1 : 0]);
      }
  };
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) pattern(x, y, 4, (ring) => ring < 2 || ring === 3);
  for (let i = 8; i < size - 8; i++) marks.push([i, 6, i % 2 ? 0 : 1], [6, i, i % 2 ? 0 : 1]);
  const centres = alignment(version);
  for (const x of centres) for (const y of centres) if (![[6, 6], [6, size - 7], [size - 7, 6]].some(([a, b]) => a === x && b === y)) pattern(x, y, 2, (ring) => ring !== 1);
  return marks;
};

const middle = [[0.5, 0.5]];
const spots = [[0.5, 0.5], [0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]];

/** The share of landmarks that are where they have to be under a guess of the four points. */
const fitOf = ({ dark, width, height }, size, points, marks, samples) => {
  const map = mapOf(size, points);
  if (!map) return 0;
  const [a, b, c, d, e, f, g, h] = map;
  let right = 0;
  for (const [column, row, isDark] of marks)
    for (const [du, dv] of samples) {
      const [u, v] = [column + du, row + dv];
      const w = g * u + h * v + 1;
      const x = Math.floor((a * u + b * v + c) / w + 0.5);
      const y = Math.floor((d * u + e * v + f) / w + 0.5);
      if (x >= 0 && y >= 0 && x < width && y < height && dark[y * width + x] === isDark) right++;
    }
  return right / (marks.length * samples.length);
};

/** How far away a finder pattern is, up to a factor: the picture of an area shrinks with the third power of its depth. */
const depthOf = ({ dark, width, height }, { x, y, module }) => {
  const reach = Math.ceil(module * 4);
  const [left, top] = [Math.round(x) - reach, Math.round(y) - reach];
  const side = 2 * reach + 1;
  const seen = new Uint8Array(side * side);
  const open = [reach * side + reach];
  let area = 0;
  seen[open[0]] = 1;
  while (open.length) {
    const at = open.pop();
    const [column, row] = [at % side, Math.floor(at / side)];
    area++;
    for (const [i, j] of [[column - 1, row], [column + 1, row], [column, row - 1], [column, row + 1]]) {
      const [px, py] = [left + i, top + j];
      if (i < 0 || j < 0 || i >= side || j >= side || px < 0 || py < 0 || px >= width || py >= height || seen[j * side + i] || !dark[py * width + px]) continue;
      seen[j * side + i] = 1;
      open.push(j * side + i);
    }
  }
  return area ** (-1 / 3);
};

/** Where the three centres of finder patterns, and how far away they are, would have a fourth one. */
const opposite = (image, { corner, right, below }) => {
  const [c, r, b] = [corner, right, below].map((finder) => depthOf(image, finder));
  const w = r + b - c;
  // Depths that cannot be come from a blot in one of the three.
  if (!(w > 0.4 * c && w < 2.5 * c)) return { x: right.x + below.x - corner.x, y: right.y + below.y - corner.y };
  return { x: (r * right.x + b * below.x - c * corner.x) / w, y: (r * right.y + b * below.y - c * corner.y) / w };
};

/** The fourth point by search: where it would be by the depths, and around it. The best guesses come first. */
const fourth = (image, size, { corner, right, below }, last, marks) => {
  const across = { x: (right.x - corner.x) / (size - 7), y: (right.y - corner.y) / (size - 7) };
  const down = { x: (below.x - corner.x) / (size - 7), y: (below.y - corner.y) / (size - 7) };
  const whole = mapOf(size, [corner, right, below, last], centre);
  if (!whole) return [];
  const [a, b, c, d, e, f, g, h] = whole;
  const end = size - inner;
  const w = (g + h) * end + 1;
  const start = { x: ((a + b) * end + c) / w, y: ((d + e) * end + f) / w };
  const reach = Math.min(Math.round(4 + size * 0.08), 11);
  const guesses = [];
  for (let i = -reach; i <= reach; i++)
    for (let j = -reach; j <= reach; j++) {
      const points = [corner, right, below, { x: start.x + across.x * i + down.x * j, y: start.y + across.y * i + down.y * j }];
      guesses.push({ points, fit: fitOf(image, size, points, marks, middle) });
    }
  return guesses.sort((p, q) => q.fit - p.fit).slice(0, 3);
};

/** Moves each of the four points a little as long as that makes the guess better. */
const settle = (image, size, guess, marks, module) => {
  let points = guess.points.map(({ x, y }) => ({ x, y }));
  let fit = fitOf(image, size, points, marks, spots);
  for (let step = module / 2; step > Math.max(module / 12, 0.2); step /= 2)
    for (let round = 0, moved = true; moved && round < 4; round++) {
      moved = false;
      for (let i = 3; i >= 0; i--)
        for (const [dx, dy] of [[step, 0], [-step, 0], [0, step], [0, -step], [step, step], [-step, -step], [step, -step], [-step, step]]) {
          const next = points.map((p, k) => (k === i ? { x: p.x + dx, y: p.y + dy } : p));
          const better = fitOf(image, size, next, marks, spots);
          if (better > fit) [points, fit, moved] = [next, better, true];
        }
    }
  return { points, fit };
};

/** Each module by most of what is seen of it. */
const sample = ({ dark, width, height }, size, points) => {
  const [a, b, c, d, e, f, g, h] = mapOf(size, points);
  const modules = new Uint8Array(size * size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      let sum = 0;
      for (const dv of [0.3, 0.5, 0.7])
        for (const du of [0.3, 0.5, 0.7]) {
          const [u, v] = [column + du, row + dv];
          const w = g * u + h * v + 1;
          const x = Math.min(width - 1, Math.max(0, Math.floor((a * u + b * v + c) / w + 0.5)));
          const y = Math.min(height - 1, Math.max(0, Math.floor((d * u + e * v + f) / w + 0.5)));
          sum += dark[y * width + x] * (du === 0.5 && dv === 0.5 ? 2 : 1);
        }
      modules[row * size + column] = sum > 5 ? 1 : 0;
    }
  return modules;
};

const mirrored = (modules, size) => modules.map((_, i) => modules[(i % size) * size + Math.floor(i / size)]);

/** What `read` makes of the modules of a code in the picture; null when there is none that it can read. */
export const find = (image, read) => {
  for (const triple of triples(finders(image))) {
    const rough = (estimate(image, triple) - 17) / 4;
    const last = opposite(image, triple);
    const versions = [0, 1, -1, 2, -2].map((more) => Math.round(rough) + more).filter((v) => v >= 1 && v <= 40);
    const guesses = versions
      .flatMap((version) => {
        const size = version * 4 + 17;
        const marks = landmarks(size);
        return fourth(image, size, triple, last, marks).map((guess) => ({ ...guess, size, marks }));
      })
      .sort((p, q) => q.fit - p.fit);
    for (const guess of guesses.slice(0, 4)) {
      if (guess.fit < 0.7) break;
      const { size } = guess;
      const { points } = settle(image, size, guess, guess.marks, triple.corner.module);
      const modules = sample(image, size, points);
      const text = read(modules, size) ?? read(mirrored(modules, size), size);
      if (text) return text;
    }
  }
  return null;
};
