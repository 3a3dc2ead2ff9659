// The pages of those who verify in a real Chromium: by id, dropped, pasted, by a QR code in a picture and before the camera, and
// without scripts; with credentials whose every name is an attack. Nothing of theirs may run, and the policy stops nothing of ours.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PNG } from 'pngjs';
import jsQR from 'jsqr';
import { verifyPath } from '../../src/Vidimus.Credentials/assets/links.js';
import { accessible, fits, looksGood, openBrowser, openPage, picture, quiet, skip } from '../support/browser.mjs';
import { film } from '../support/film.mjs';
import { draw } from '../support/pictures.mjs';
import { call, done, issue, testKey, url } from '../support/vidimus.mjs';
import { newSigner, plain } from '../support/theirs.mjs';

const evil = `<script>alarm('script')</script>"'><img src=x onerror="alarm('image')"><svg onload=alarm('svg')>`;

describe('what may be followed of what was scanned', () => {
  const origin = 'https://vidimus.example.org';
  const id = 'cred_01jq8z3k5m7n9p2r4t6v8x0y1z';
  test('P16 is a verify link of this server, made anew of its id', () => {
    for (const given of [`${origin}/verify/${id}`, `  ${origin}/credential/${id}/ `, `${origin}/verify/${id}?next=https://evil.example#x`, `HTTPS://VIDIMUS.example.org/verify/${id}`]) assert.equal(verifyPath(given, [origin]), `/verify/${id}`);
  });
  test('P16 and nothing else', () => {
    for (const given of [
      id, `javascript:alarm(1)//${origin}/verify/${id}`, `data:text/html,<script>alarm(1)</script>`, `https://vidimus.example.org.evil.example/verify/${id}`, `https://evil.example/verify/${id}`,
      `https://vidimus.example.org@evil.example/verify/${id}`, `https://me:secret@vidimus.example.org/verify/${id}`, `http://vidimus.example.org/verify/${id}`, `https://vidimus.example.org:444/verify/${id}`, `//vidimus.example.org/verify/${id}`,
      `${origin}/portal/verify/${id}`, `${origin}/verify/${id}/document`, `${origin}/verify/../portal`, `${origin}/verify/%2e%2e`, `${origin}/verify/${'x'.repeat(65)}`, `${origin}/verify/`, `${origin}/verify/a\u202eb`,
      `${origin}/verify/${id}?${'x'.repeat(3000)}`, `blob:${origin}/verify/${id}`, `view-source:${origin}/verify/${id}`, `intent://verify/${id}`, '', ' ', 'WIFI:S:x;;',
    ])
      assert.equal(verifyPath(given, [origin]), null, given);
  });
});

describe('the verify pages in Chromium', { skip }, () => {
  let browser;
  let valid;
  let revoked;
  let hostile;
  before(async () => {
    browser = await openBrowser();
    valid = await issue();
    revoked = await issue();
    await done('POST', `/v1/credentials/${revoked.record.id}/revoke`, { body: { reason: 'Issued by mistake' } });
    hostile = await issue({ group: { name: evil.slice(0, 190), description: evil, achievement: { criteria: { narrative: evil }, image: { id: 'https://example.org/x.png', caption: evil } } }, recipient: { name: evil } });
  });
  after(() => browser?.close());

  const on = async (use, options) => {
    const page = await openPage(browser, options);
    try {
      await use(page);
      quiet(page);
    } finally {
      await page.context().close();
    }
  };
  const verdict = (page) => page.locator('body').getAttribute('data-verdict');
  const arrives = async (page, what) => {
    await page.waitForFunction(() => document.body.dataset.verdict && document.body.dataset.verdict !== 'none');
    assert.equal(await verdict(page), what);
  };
  const openForm = async (page) => {
    await page.goto(`${url}/verify`);
    await page.locator('#picture-label').waitFor();
  };

  test('a credential is checked by its id', () =>
    on(async (page) => {
      await openForm(page);
      await page.fill('#text', valid.record.id);
      await page.click('button[type=submit]');
      await arrives(page, 'valid');
      assert.match(await page.textContent('.paper'), /Ada Example/);
    }));

  test('its page looks good at every width, light and dark, and the browser checks the signature itself', () =>
    on(async (page) => {
      await page.goto(valid.record.verifyUrl);
      await page.locator('#own.pass').waitFor();
      await page.click('.embed summary');
      await looksGood(page, 'verify-valid');
      await page.goto(revoked.record.verifyUrl);
      await looksGood(page, 'verify-revoked');
    }));

  test('the form, the report and the card look good at every width, light and dark', () =>
    on(async (page) => {
      await openForm(page);
      await looksGood(page, 'verify-form');
      await readable(page, 'Check');
      await page.goto(`${url}/verify/${revoked.record.id}/report`);
      await looksGood(page, 'verify-report');
      await readable(page, 'Print');
      await page.goto(`${url}/badge/${valid.record.id}`);
      await fits(page);
      await accessible(page);
      await page.goto(`${url}/verify/nonsense`);
      await looksGood(page, 'verify-none');
    }));

  /** The words of main buttons stand out from them, light and dark: WCAG 2.2, contrast of at least 4.5. */
  const readable = async (page, word) => {
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      const found = await page.locator('.primary:visible').evaluateAll((buttons) =>
        buttons.map((button) => {
          const { color, backgroundColor } = getComputedStyle(button);
          const luminance = (rgb) =>
            rgb.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
              .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
          const [dark, bright] = [luminance(color), luminance(backgroundColor)].sort((a, b) => a - b);
          return { words: button.textContent.trim(), contrast: (bright + 0.05) / (dark + 0.05) };
        }),
      );
      assert.ok(found.some(({ words }) => words.includes(word)), JSON.stringify(found));
      for (const { words, contrast } of found) assert.ok(contrast >= 4.5, `${words}, ${colorScheme}: ${contrast}`);
    }
  };

  test('everything works without scripts: by id and as a file', () =>
    on(
      async (page) => {
        await page.goto(`${url}/verify`);
        assert.equal(await page.locator('#scan').isVisible(), false);
        await page.fill('#text', valid.jwt);
        await page.click('button[type=submit]');
        assert.equal(await verdict(page), 'valid');
        await page.goto(`${url}/verify`);
        await page.setInputFiles('#file', { name: 'a.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(valid.document)) });
        await page.click('button[type=submit]');
        assert.equal(await verdict(page), 'valid');
        await page.goto(`${url}/verify/${valid.record.id}/report`);
        assert.equal(await page.locator('table tbody tr').count(), 6);
      },
      { scripts: false },
    ));

  const dropFile = async (page, name, type, buffer) => {
    const transfer = await page.evaluateHandle(
      ([given, type_, base64]) => {
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        const dropped = new DataTransfer();
        dropped.items.add(new File([bytes], given, { type: type_ }));
        return dropped;
      },
      [name, type, buffer.toString('base64')],
    );
    await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
    assert.equal(await page.locator('#drop').isVisible(), true);
    await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  };

  test('a file dropped anywhere on the page is checked: JSON, and a badge with a credential baked in', () =>
    on(async (page) => {
      await openForm(page);
      await dropFile(page, 'credential.json', 'application/json', Buffer.from(JSON.stringify(valid.document)));
      await arrives(page, 'valid');
      for (const form of ['png', 'svg']) {
        const baked = Buffer.from(await (await fetch(`${url}/verify/${valid.record.id}/document?form=${form}`)).arrayBuffer());
        await openForm(page);
        await dropFile(page, `badge.${form}`, form === 'png' ? 'image/png' : 'image/svg+xml', baked);
        await arrives(page, 'valid');
      }
    }));

  test('what is pasted anywhere on the page is checked', () =>
    on(async (page) => {
      await openForm(page);
      await page.evaluate((text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', text);
        document.querySelector('h1').dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      }, JSON.stringify(revoked.document));
      await arrives(page, 'invalid');
      assert.match(await page.textContent('.verdict'), /revoked/);
    }));

  /** A PNG photo of the QR code that the report of a credential shows. */
  const photo = async (id, how = { turn: 25, tilt: [0.2, 0.1], noise: 6 }) => {
    const { data, width, height } = draw(await modulesOf(id), how);
    return PNG.sync.write(Object.assign(new PNG({ width, height }), { data: Buffer.from(data) }));
  };

  test('a QR code is read from a picture and leads to the page of its credential', () =>
    on(async (page) => {
      await openForm(page);
      await page.setInputFiles('#picture', { name: 'photo.png', mimeType: 'image/png', buffer: await photo(valid.record.id) });
      await page.waitForURL(`${url}/verify/${valid.record.id}`);
      await arrives(page, 'valid');
      await openForm(page);
      await dropFile(page, 'photo.png', 'image/png', await photo(revoked.record.id));
      await page.waitForURL(`${url}/verify/${revoked.record.id}`);
      await openForm(page);
      await page.setInputFiles('#picture', { name: 'nothing.png', mimeType: 'image/png', buffer: PNG.sync.write(new PNG({ width: 300, height: 300 })) });
      await page.getByText('No QR code could be read').waitFor();
      await picture(page, 'verify-form-no-code');
    }));

  test('the QR code on the report is read by jsQR as it is shown', () =>
    on(async (page) => {
      await page.goto(`${url}/verify/${valid.record.id}/report`);
      const shot = PNG.sync.read(await page.locator('.qr').screenshot());
      assert.equal(jsQR(new Uint8ClampedArray(shot.data), shot.width, shot.height)?.data, valid.record.verifyUrl);
    }));

  test('the camera reads a code that is held before it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vidimus-film-'));
    const file = join(folder, 'code.y4m');
    writeFileSync(file, film(await modulesOf(valid.record.id)));
    const own = await openBrowser('--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${file}`);
    try {
      const page = await openPage(own, { permissions: ['camera'] });
      await openForm(page);
      // The code may be read, and the page left, before anybody has looked whether the dialog stood open.
      await page.evaluate(() => {
        const dialog = document.getElementById('camera');
        new MutationObserver(() => dialog.open && sessionStorage.setItem('camera', 'open')).observe(dialog, { attributes: true });
      });
      await page.click('#scan');
      await page.waitForURL(`${url}/verify/${valid.record.id}`, { timeout: 60_000 });
      assert.equal(await page.evaluate(() => sessionStorage.getItem('camera')), 'open');
      await arrives(page, 'valid');
      quiet(page);
    } finally {
      await own.close();
      rmSync(folder, { recursive: true });
    }
  });

  test('a camera that is refused is said in words, and the dialog can be left', () =>
    on(async (page) => {
      await openForm(page);
      await page.click('#scan');
      await page.getByText('The camera cannot be used here').waitFor();
    }));

  test('P16 a code with anything else is checked as text and never opened', () =>
    on(async (page) => {
      for (const text of ["javascript:alarm('url')", "data:text/html,<script>alarm('data')</script>", evil]) {
        await openForm(page);
        await page.evaluate(async (found) => {
          // As BarcodeDetector of a browser that has one would answer.
          globalThis.BarcodeDetector = class {
            static getSupportedFormats = async () => ['qr_code'];
            detect = async () => [{ rawValue: found }];
          };
        }, text);
        await page.setInputFiles('#picture', { name: 'a.png', mimeType: 'image/png', buffer: PNG.sync.write(new PNG({ width: 30, height: 30 })) });
        await arrives(page, 'invalid');
        assert.equal(page.url(), `${url}/verify`);
      }
    }));

  test('X1 names full of scripts run nowhere: page, report, badge, card, in German too', () =>
    on(async (page) => {
      const { id } = hostile.record;
      for (const path of [`/verify/${id}`, `/credential/${hostile.record.uuid}`, `/verify/${id}/report`, `/badge/${id}`, `/badge/${id}.svg`]) {
        await page.goto(url + path);
        await page.waitForTimeout(150);
        assert.ok((await page.content()).includes('&lt;script'), path);
      }
      await page.goto(`${url}/verify/${id}`);
      await page.locator('#own.pass').waitFor();
      await picture(page, 'verify-hostile');
      await fits(page);
    }));

  test('X1 a foreign credential full of scripts runs nowhere', () =>
    on(async (page) => {
      const signer = await newSigner();
      const subject = { id: 'urn:uuid:4b0a3b1e-7a3a-4a45-8f9d-6a5c5b6d7e8f', name: evil };
      const document = await signer.sign(plain({ id: signer.did, name: evil }, { name: evil, description: evil, credentialSubject: subject, evidence: [{ type: ['Evidence'], id: 'javascript:alarm(1)', name: evil }] }), 'jcs');
      await openForm(page);
      await page.fill('#text', JSON.stringify(document));
      await page.click('button[type=submit]');
      await page.waitForFunction(() => document.body.dataset.verdict !== 'none');
      await page.waitForTimeout(150);
      assert.ok((await page.content()).includes('&lt;script'));
    }));

  /** A page of somebody else, on this machine as well: browsers do not let a page of the web ask it. */
  const elsewhere = async (body, use) => {
    const server = createServer((_, response) => response.setHeader('content-type', 'text/html; charset=utf-8').end(`<!doctype html><html lang="en"><title>Another site</title><body>${body}`));
    await new Promise((done_) => server.listen(0, '127.0.0.1', done_));
    const page = await openPage(browser, { width: 768 });
    try {
      const messages = [];
      page.on('console', (message) => messages.push(message.text()));
      await page.goto(`http://127.0.0.1:${server.address().port}/`, { waitUntil: 'load' });
      await use(page, messages);
    } finally {
      await page.context().close();
      server.closeAllConnections();
      await new Promise((done_) => server.close(done_));
    }
  };

  test('X2 another site can frame the badge and nothing else, and its picture shows', async () => {
    const { id } = valid.record;
    const frame = (name, path) => `<iframe name="${name}" width="340" height="96" src="${url}${path}"></iframe>`;
    const denied = { page: `/verify/${id}`, report: `/verify/${id}/report`, form: '/verify', picture: `/badge/${id}.svg` };
    await elsewhere(
      `<img id="picture" src="${url}/badge/${id}.svg" alt="">${frame('card', `/badge/${id}`)}${Object.entries(denied).map(([name, path]) => frame(name, path)).join('')}`,
      async (page, messages) => {
        assert.equal(await page.locator('#picture').evaluate((image) => image.naturalWidth), 340);
        assert.equal(await page.frameLocator('iframe[name=card]').locator('.state').textContent(), 'Valid');
        await picture(page, 'badge-embedded');
        for (const name of Object.keys(denied)) assert.equal(await page.frameLocator(`iframe[name=${name}]`).locator('main, svg, pre').count(), 0, name);
        assert.equal(messages.filter((text) => text.includes('frame-ancestors')).length, Object.keys(denied).length, messages.join('\n'));
        assert.deepEqual(await page.context().cookies(url), []);
      },
    );
  });

  test('badges of every state, as pictures and as cards, in light and dark', async () => {
    const ids = [valid, revoked, await issue({ key: testKey }), hostile].map(({ record }) => record.id);
    ids.push('nonsense');
    const both = (id) => `<p><img src="${url}/badge/${id}.svg" alt=""> <iframe width="340" height="96" src="${url}/badge/${id}" style="border:0"></iframe></p>`;
    await elsewhere(`<meta name="color-scheme" content="light dark">${ids.map(both).join('')}`, async (page) => {
      for (const scheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme: scheme });
        await picture(page, `badges-${scheme}`);
      }
      for (const image of await page.locator('img').all()) assert.equal(await image.evaluate(({ naturalWidth }) => naturalWidth), 340);
      assert.deepEqual(page.alarms.filter((alarm) => alarm.startsWith('alarm') || alarm.startsWith('policy')), []);
    });
  });

  test('a page is printed with every check, and without what only a screen can use', () =>
    on(async (page) => {
      for (const path of [`/verify/${valid.record.id}`, `/verify/${valid.record.id}/report`]) {
        await page.goto(url + path);
        await page.emulateMedia({ media: 'print' });
        for (const part of ['.embed', '.downloads', 'button', '.unprinted']) for (const element of await page.locator(part).all()) assert.equal(await element.isVisible(), false, `${path} ${part}`);
        assert.match(await page.innerText('body'), /[0-9a-f]{64}/);
        await picture(page, `print${path.endsWith('report') ? '-report' : ''}`);
        const pdf = await page.pdf({ format: 'A4' });
        assert.ok(pdf.subarray(0, 5).equals(Buffer.from('%PDF-')));
        await page.emulateMedia({ media: 'screen' });
      }
    }));
});

/** The modules of the QR code on a report, out of its drawing: runs of dark modules as "Mx yhNv1h-Nz". */
async function modulesOf(id) {
  const { text } = await call('GET', `/verify/${id}/report`, { key: null });
  const size = Number(text.match(/class="qr" viewBox="0 0 (\d+) /)[1]);
  const rows = Array.from({ length: size }, () => Array(size).fill('0'));
  for (const [, x, y, n] of text.match(/fill="#000" d="([^"]+)"/)[1].matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) rows[y].fill('1', Number(x), Number(x) + Number(n));
  return rows.slice(4, -4).map((row) => row.slice(4, -4).join(''));
}
