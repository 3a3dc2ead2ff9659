// Our own reader of QR codes (assets/qr.js) on codes that QRCoder made, seen as cameras see them, beside jsQR on the same pictures.
// The codes are in support/qr-codes.json: their text, and their modules bit by bit.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import jsQR from 'jsqr';
import { brightness, read } from '../../src/Vidimus.Credentials/assets/qr.js';
import { draw } from '../support/pictures.mjs';

const codes = JSON.parse(readFileSync(new URL('../support/qr-codes.json', import.meta.url))).map(({ modules, ...code }) => ({ ...code, rows: rowsOf(modules, code.version * 4 + 17) }));
const small = codes.filter(({ version }) => version <= 6);
const ours = ({ data, width, height }) => read(brightness(data), width, height);
const theirs = ({ data, width, height }) => jsQR(data, width, height)?.data;

function rowsOf(modules, size) {
  const bits = [...Buffer.from(modules, 'base64')].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: size }, (_, i) => bits.slice(i * size, (i + 1) * size));
}

/** Reads every code as it is drawn and returns how many of them jsQR reads; ours must read all. */
function readsAll(some, how) {
  let others = 0;
  for (const { version, level, text, rows } of some) {
    const picture = draw(rows, { ...how, seed: version });
    assert.equal(ours(picture), text, `version ${version}-${level}`);
    if (theirs(picture)) others++;
  }
  return others;
}

describe('our reader of QR codes', () => {
  test('there are codes of every level, kind of text and many sizes', () => {
    assert.equal(new Set(codes.map(({ level }) => level)).size, 4);
    for (const kind of [/^\d+$/, /^[0-9A-Z $%*+./:-]+$/, /[a-z]/, /[^\x00-\x7f]/]) assert.ok(codes.some(({ text }) => kind.test(text)), String(kind));
    assert.equal(new Set(codes.filter(({ version }) => version <= 20).map(({ version }) => version)).size, 20);
  });

  test('reads what jsQR reads, of all sizes, upright', () => assert.ok(readsAll(codes, { module: 4 }) > codes.length / 2, 'jsQR reads most of them as well'));
  for (const [name, how] of Object.entries({
    'turned by 15 degrees': { turn: 15 },
    'turned by 45 degrees': { turn: 45 },
    'upside down and a little further': { turn: 187 },
    'mirrored': { mirrored: true },
    'light on dark': { dark: 235, light: 20 },
    'light on dark, turned and leaning': { dark: 235, light: 20, turn: 20, tilt: [0.2, -0.3] },
    'pale': { dark: 110, light: 140 },
    'pale and noisy': { dark: 100, light: 140, noise: 5 },
    'half in shadow': { shade: 0.7 },
    'out of focus': { blur: 2 },
    'noisy': { noise: 20 },
    'with specks of dust': { specks: 0.08 },
    'far away': { module: 2.2 },
  }))
    test(`reads codes ${name}`, () => void readsAll(small, how));

  test('reads codes of all sizes up to version 20 seen from the side', () => void readsAll(codes.filter(({ version }) => version <= 20), { turn: 30, tilt: [0.35, -0.25], module: 4 }));
  test('reads codes with a tenth of their area under a blot', () => void readsAll(codes.filter(({ version, level }) => version > 1 && version <= 12 && 'QH'.includes(level)), { damage: 0.1 }));
  test('reads codes with everything at once', () => void readsAll(small.filter(({ version, level }) => version > 1 && 'QH'.includes(level)), { turn: 33, tilt: [0.2, 0.2], noise: 12, shade: 0.3, damage: 0.05 }));

  test('reads nothing where there is nothing, and nothing wrong where too much is damaged', () => {
    const side = 400;
    const noise = Uint8ClampedArray.from({ length: side * side }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 24) & 255);
    assert.equal(read(noise, side, side), null);
    assert.equal(read(new Uint8ClampedArray(side * side).fill(255), side, side), null);
    for (const damage of [0.35])
      for (const { text, rows, version } of small) {
        const found = ours(draw(rows, { damage, seed: version }));
        assert.ok(found === null || found === text, `${found} is not what stands there`);
      }
  });

  test('a picture full of finder patterns, which fit together in every way, comes to an end', () => {
    const [side, unit] = [600, 2];
    const dark = (x, y) => {
      const ring = Math.max(Math.abs((Math.floor(x / unit) % 9) - 4), Math.abs((Math.floor(y / unit) % 9) - 4));
      return ring < 2 || ring === 3;
    };
    const luma = Uint8ClampedArray.from({ length: side * side }, (_, i) => (dark(i % side, Math.floor(i / side)) ? 0 : 255));
    assert.equal(read(luma, side, side), null);
  });
});
