// The review desk as an agency uses it, in a real Chromium: a customer orders by program, one reviewer translates, another one finds
// a fault at the width of a phone, and signs off what was mended; the customer downloads the certified PDF, whose code leads a
// stranger to the page that verifies it. Then an order by hand, the sandbox's clock, and forms that no page of ours sent.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import { accessible, fits, openBrowser, openPage, picture, quiet, skip } from '../support/browser.mjs';
import { openMailbox } from '../support/mailbox.mjs';
import { startServer } from '../support/server.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const evil = `<script>alarm('script')</script>"'><img src=x onerror="alarm('image')">`;
// As the name of a file, which holds no folders.
const evilName = `"'><img src=x onerror="alarm('file')">.png`;
const owner = { name: 'Ada Example', email: 'owner@example.org', password: 'a quiet horse reads maps' };
const translator = { name: 'Tara Example', email: 'translator@example.org', password: 'seven green lamps by night' };
const run = (program, ...args) => execFileSync(program, args, { timeout: 60_000, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const missing = ['qpdf', 'pdftotext', 'pdftoppm'].filter((program) => !has(program));
const unable = missing.length > 0 && !process.env.CI && `not installed: ${missing.join(', ')}`;
const code = (png) => {
  const { data, width, height } = PNG.sync.read(png);
  return (jsQR.default ?? jsQR)(new Uint8ClampedArray(data), width, height)?.data;
};

/** A PDF of some pages, each with a line. */
function pdf(...lines) {
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', `<</Type/Pages/Kids[${lines.map((_, i) => `${4 + 2 * i} 0 R`).join(' ')}]/Count ${lines.length}>>`, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'];
  for (const [i, line] of lines.entries()) {
    const content = `BT /F1 20 Tf 60 700 Td (${line}) Tj ET`;
    objects.push(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents ${5 + 2 * i} 0 R/Resources<</Font<</F1 3 0 R>>>>>>`, `<</Length ${content.length}>>\nstream\n${content}\nendstream`);
  }
  let text = '%PDF-1.7\n';
  const places = objects.map((object, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const xref = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${xref}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** A picture such as a phone takes. */
function photo() {
  const image = new PNG({ width: 240, height: 320 });
  for (let i = 0; i < image.data.length; i += 4) image.data.set([235 - (i % 40), 225, 200, 255], i);
  return PNG.sync.write(image);
}

describe('the review desk', { skip }, () => {
  let server;
  let browser;
  let source; // what the customer's documents are fetched from
  let folder;
  let first; // the owner: agency, second reviewer and customer in person
  let second; // the translator
  const known = {};

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vidimus-desk-'));
    source = createServer((request, response) => {
      response.writeHead(200, { 'content-type': 'application/pdf' }).end(pdf('Shenasnameh of Ada Example', 'Page two'));
    });
    await new Promise((done) => source.listen(0, '127.0.0.1', done));
    [server, browser] = await Promise.all([startServer(root, ['--Certification:Desk:FourEyes=true']), openBrowser()]);
    first = await open();
  });
  after(async () => {
    await browser?.close();
    source?.close();
    await server?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  async function open(options) {
    const opened = await openPage(browser, { at: server.url, ...options });
    opened.setDefaultTimeout(15_000);
    opened.on('response', (answer) => {
      if (answer.status() >= 400 && answer.request().resourceType() !== 'document') opened.alarms.push(`${answer.status()}: ${answer.url()}`);
    });
    return opened;
  }
  const at = (path) => server.url + path;
  /** A test, with pictures of what was seen when it failed. What builds on it is not waited for then. */
  const step = (name, work, { alone = false, ...options } = {}) =>
    test(name, { timeout: 60_000, ...options }, async () => {
      assert.ok(alone || !known.broken, `an earlier step failed: ${known.broken}`);
      try {
        await work();
      } catch (error) {
        if (!alone) known.broken = name;
        for (const [who, page] of Object.entries({ first, second })) if (page) await picture(page, `failed-desk-${who}-${name.replace(/\W+/g, '-').slice(0, 30)}`).catch(() => {});
        throw error;
      }
    });
  const titled = async (on, title) => {
    await on.getByRole('heading', { level: 1, name: title }).waitFor();
    await on.waitForLoadState('domcontentloaded');
  };
  const press = (on, name) => on.getByRole('button', { name, exact: true }).click();
  const follow = (on, name) => on.getByRole('link', { name, exact: true }).first().click();
  const reads = async (on, text) => on.getByText(text).first().waitFor();
  const fill = async (on, fields) => {
    for (const [id, value] of Object.entries(fields)) await on.locator(`[id="${id}"]`).fill(value);
  };
  const confirm = async (on, title, button, fields = {}) => {
    const asked = on.locator('details', { has: on.locator('summary', { hasText: title }) });
    await asked.locator('summary').click();
    await fill(on, fields);
    await asked.getByRole('button', { name: button, exact: true }).click();
  };
  /** The page as it stands fits at the widths of a phone and a desk, and axe finds nothing. */
  const seen = async (on, name) => {
    const { width, height } = on.viewportSize();
    for (const wide of new Set([390, width])) {
      await on.setViewportSize({ width: wide, height });
      await fits(on);
      await picture(on, `${name}-${wide}`);
    }
    await accessible(on);
  };
  const download = async (on, name) => {
    const [file] = await Promise.all([on.waitForEvent('download'), on.getByRole('link', { name, exact: true }).first().click()]);
    return file.path();
  };
  const bench = (page) => page.goto(at(`/portal/desk/${known.order}`));

  /** A call of the customer's program. */
  async function call(method, path, body, headers = {}) {
    const answer = await fetch(at(path), { method, headers: { authorization: `Bearer ${server.liveKey}`, ...(body && !Buffer.isBuffer(body) && { 'content-type': 'application/json' }), ...headers }, body: Buffer.isBuffer(body) ? body : body && JSON.stringify(body) });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }
  async function order(...documents) {
    const quote = await call('POST', '/v1/quotes', { sourceLanguage: 'fa', targetLanguage: 'en', useCase: 'uscis', documentType: 'birth_certificate', pageCount: 3, speedTier: 'standard' });
    return call('POST', '/v1/orders', { quoteId: quote.id, documents, idempotencyKey: `desk-judge-${Math.random()}` });
  }

  step('the agency is set up: two members with the names and credentials they sign under', async () => {
    await first.goto(server.setupLink);
    await fill(first, { name: 'Example Agency', owner: owner.name, email: owner.email, password: owner.password });
    await press(first, 'Save and sign in');
    await follow(first, 'Open the portal');
    await press(first, 'Live');
    await first.goto(at('/portal/members'));
    await fill(first, { email: translator.email });
    await first.selectOption('#role', 'reviewer');
    await press(first, 'Send invitation');
    const { link } = await openMailbox(server.mail).next(translator.email);
    second = await open();
    await second.goto(link);
    await fill(second, { name: translator.name, password: translator.password });
    await press(second, 'Accept and sign in');
    await titled(second, 'Overview');
    if (await second.getByText('TEST MODE').count()) await press(second, 'Live');
    await follow(first, 'Reviewers');
    await titled(first, 'Reviewers');
    await seen(first, 'portal-reviewers-empty');
    for (const [member, credentials] of [[owner, 'Sworn translator, Example Court'], [translator, 'Member of the Example Association']]) {
      await first.getByRole('link', { name: `Make a profile for ${member.name}` }).click();
      await titled(first, member.name);
      await fill(first, { credentials });
      await press(first, 'Save');
      await reads(first, 'The profile is saved.');
    }
    await seen(first, 'portal-reviewers');
    // Profiles are an administrator's.
    assert.equal(await second.getByRole('link', { name: 'Reviewers', exact: true }).count(), 0);
    assert.equal((await second.goto(at('/portal/reviewers'))).status(), 403);
  });

  step('a program orders with a document by address and an uploaded photo, and it stands in the queue', async () => {
    const upload = await call('POST', `/v1/documents?name=${encodeURIComponent(evilName)}`, photo(), { 'content-type': 'image/png' });
    const made = await order({ url: `http://127.0.0.1:${source.address().port}/source.pdf`, name: 'shenasnameh.pdf' }, { documentId: upload.id });
    known.order = made.id;
    assert.equal(made.status, 'paid');
    await second.goto(at('/portal'));
    await follow(second, 'Desk');
    await titled(second, 'Desk');
    await reads(second, 'Persian to English');
    await seen(second, 'portal-desk');
    await second.getByRole('button', { name: /^Claim Persian to English/ }).click();
    await titled(second, 'Persian to English');
    await reads(second, 'It is yours.');
  });

  step('the source is seen beside the draft: a PDF in the browser’s reader, a photo, and nothing of theirs runs', async () => {
    const frame = second.locator('iframe.leaf').first();
    await frame.scrollIntoViewIfNeeded();
    const path = await frame.getAttribute('src');
    const file = await second.request.get(at(path));
    assert.equal(file.headers()['content-type'], 'application/pdf');
    assert.match(file.headers()['content-security-policy'], /(^|; )sandbox(;|$)/);
    assert.match(file.headers()['content-security-policy'], /frame-ancestors 'self'/);
    assert.equal(file.headers()['x-content-type-options'], 'nosniff');
    assert.equal(file.headers()['content-disposition'].split(';')[0], 'inline');
    assert.match((await second.request.get(at(`${path}?save`))).headers()['content-disposition'], /^attachment/);
    // The frame holds the reader, and not the page that a blocked frame shows.
    for (let tries = 0; !second.frames().some((one) => one.url().endsWith(path)) && tries < 50; tries++) await second.waitForTimeout(50);
    assert.ok(second.frames().some((one) => one.url() === at(path)), second.frames().map((one) => one.url()).join(' '));
    const shown = second.locator('img.leaf');
    await shown.scrollIntoViewIfNeeded();
    await second.waitForFunction(() => document.querySelector('img.leaf').naturalWidth === 240);
    await reads(second, evilName);
    await seen(second, 'portal-desk-bench');
    quiet(second);
  });

  step('text is written and saved by a key; a PDF takes its place; a comment is left', async () => {
    await fill(second, { text: '# Birth certificate\n\nName: Ada Example\n\nPlace of birth: Tehran' });
    await second.keyboard.press('Control+s');
    await reads(second, 'The text is saved.');
    assert.match(await second.locator('#text').inputValue(), /Place of birth: Tehran/);
    await second.locator('summary', { hasText: 'Upload a PDF' }).click();
    await second.setInputFiles('#file', { name: 'translation.pdf', mimeType: 'application/pdf', buffer: pdf('Birth certificate of Ada Exmaple') });
    await press(second, 'Upload');
    await reads(second, 'The file is the result from now on.');
    await fill(second, { comment: `The stamp reads ${evil}` });
    await press(second, 'Add the comment');
    await reads(second, 'Your comment is there.');
    await reads(second, `The stamp reads ${evil}`);
    assert.equal(await second.getByRole('link', { name: 'Sign off' }).count(), 0, 'who translates does not sign');
    await seen(second, 'portal-desk-uploaded');
    await press(second, 'Submit for review');
    await reads(second, 'It waits for its review.');
    quiet(second);
  });

  step('at the width of a phone another reviewer sends it back, and what a lost claim leaves unsaved stays in the form', async () => {
    await first.setViewportSize({ width: 390, height: 844 });
    await bench(first);
    await press(first, 'Claim');
    await reads(first, 'It is yours.');
    await seen(first, 'portal-desk-phone');
    await confirm(first, 'Send back', 'Send back', { sendBackReason: 'The name is misspelt.' });
    await reads(first, 'It is sent back.');
    await bench(second);
    await reads(second, 'The name is misspelt.');
    if (await second.getByRole('button', { name: 'Claim', exact: true }).count()) await press(second, 'Claim');
    const details = second.locator('details', { has: second.locator('#text') });
    if (!(await second.locator('#text').isVisible())) await details.locator('> summary').click();
    await fill(second, { text: 'Birth certificate of Ada Example' });
    // Meanwhile the administrator takes the order away.
    await bench(first);
    await press(first, 'Take it away from its reviewer');
    await reads(first, 'It is left to others.');
    await press(second, 'Save the text');
    await reads(second, 'Your text, which was not saved');
    assert.equal(await second.locator('#unsaved-text').inputValue(), 'Birth certificate of Ada Example');
    await seen(second, 'portal-desk-lost');
    await press(second, 'Claim');
    await reads(second, 'It is yours.');
    await second.locator('summary', { hasText: 'Upload a PDF' }).click();
    await second.setInputFiles('#file', { name: 'translation.pdf', mimeType: 'application/pdf', buffer: pdf('Birth certificate of Ada Example') });
    await press(second, 'Upload');
    await reads(second, 'The file is the result from now on.');
    await press(second, 'Submit for review');
    await reads(second, 'It waits for its review.');
  });

  step('the second reviewer signs off by hand, having seen what is printed; it is not done without the mark', async () => {
    await bench(first);
    await press(first, 'Claim');
    await follow(first, 'Sign off');
    await titled(first, 'Sign off');
    await reads(first, 'Sworn translator, Example Court');
    await reads(first, /I, the undersigned, hereby certify that I am competent to translate from Persian into English/);
    await seen(first, 'portal-desk-sign-off');
    await press(first, 'Sign and certify');
    assert.match(first.url(), /sign-off$/, 'the browser asks for the mark');
    await first.check('#sure');
    await press(first, 'Sign and certify');
    await reads(first, 'It is certified; the customer can fetch it.');
    await reads(first, /signed it off/);
    await seen(first, 'portal-desk-signed');
    quiet(first);
  });

  step('the customer finds it ready, downloads the certified PDF, and its code leads a stranger to the page that verifies it', async () => {
    await first.setViewportSize({ width: 1280, height: 900 });
    await first.goto(at('/portal/orders'));
    await titled(first, 'Orders');
    await first.locator('.orders .badge', { hasText: 'Ready' }).waitFor();
    await seen(first, 'portal-orders');
    await follow(first, 'Persian to English');
    await titled(first, 'Persian to English');
    known.link = await first.locator('#verify-link').getAttribute('href');
    assert.match(known.link, /\/verify\/vcrt_/);
    assert.equal(code(await first.getByRole('img', { name: 'Code of the verify page' }).screenshot()), known.link);
    await seen(first, 'portal-order');
    const certified = await download(first, 'Certified PDF');
    run('qpdf', '--check', certified);
    const text = run('pdftotext', '-layout', certified, '-');
    for (const line of ['Ada Example', 'Sworn translator, Example Court', 'Birth certificate of Ada Example']) assert.ok(text.includes(line), `${line} is not in ${text}`);
    const drawn = join(folder, 'cover');
    run('pdftoppm', '-r', '150', '-f', '1', '-l', '1', '-png', '-singlefile', certified, drawn);
    assert.equal(code(readFileSync(`${drawn}.png`)), known.link);
    await first.reload();
    await reads(first, 'Delivered');
    const stranger = await open();
    await stranger.goto(known.link);
    await reads(stranger, owner.name);
    await accessible(stranger);
    quiet(stranger);
    await stranger.context().close();
    quiet(first);
  }, { skip: unable });

  step('a member orders by hand: what, the binding price, files, and the order; then calls it off', async () => {
    await first.goto(at('/portal/orders'));
    await follow(first, 'New order');
    await titled(first, 'New order');
    await first.selectOption('#sourceLanguage', 'ar');
    await first.selectOption('#useCase', 'court');
    await fill(first, { pageCount: '2' });
    await seen(first, 'portal-orders-new');
    await press(first, 'See the price');
    await reads(first, 'Price binds until');
    assert.ok(await first.getByRole('button', { name: /^Order for/ }).isDisabled(), 'nothing is ordered without documents');
    await first.setInputFiles('#files', [{ name: 'one.pdf', mimeType: 'application/pdf', buffer: pdf('One') }, { name: 'two.png', mimeType: 'image/png', buffer: photo() }]);
    await press(first, 'Upload');
    await reads(first, 'two.png');
    await first.setInputFiles('#files', { name: 'notes.html', mimeType: 'text/html', buffer: Buffer.from('<script>alarm(1)</script>') });
    await press(first, 'Upload');
    await first.locator('.wrong').first().waitFor();
    await reads(first, 'one.pdf');
    await seen(first, 'portal-orders-quoted');
    await first.getByRole('button', { name: /^Order for/ }).click();
    await reads(first, 'It is ordered.');
    await confirm(first, 'Cancel this order', 'Cancel the order');
    await reads(first, 'It is cancelled.');
    await seen(first, 'portal-order-cancelled');
    quiet(first);
  }, { alone: true });

  step('an order of the sandbox moves on by itself, and is marked as what it is', async () => {
    await press(first, 'Test');
    await first.goto(at('/portal/orders/new'));
    await first.selectOption('#sourceLanguage', 'fa');
    await first.selectOption('#useCase', 'uscis');
    await press(first, 'See the price');
    await first.setInputFiles('#files', { name: 'one.pdf', mimeType: 'application/pdf', buffer: pdf('One') });
    await press(first, 'Upload');
    await press(first, 'Order in the sandbox');
    await reads(first, 'This order of the sandbox moves on by itself');
    // Five seconds after it was ordered it counts as paid; the page looks by itself.
    await first.locator('.way-on li[aria-current]', { hasText: 'Waits for a reviewer' }).waitFor({ timeout: 15_000 });
    await seen(first, 'portal-order-sandbox');
    await first.goto(at('/portal/desk'));
    await reads(first, 'never come here');
    await press(first, 'Live');
    quiet(first);
  }, { alone: true });

  step('X3 forms that no page of ours sent change nothing', async () => {
    const other = await order({ url: `http://127.0.0.1:${source.address().port}/source.pdf` });
    const forged = [
      [`/portal/desk/${other.id}/claim`, { version: '1' }],
      [`/portal/desk/${other.id}/text`, { version: '1', text: 'Mine' }],
      [`/portal/desk/${other.id}/sign-off`, { version: '1', sure: 'yes' }],
      [`/portal/orders/${other.id}/cancel`, {}],
      [`/portal/orders/${other.id}/refund`, {}],
      ['/portal/orders/new', { sourceLanguage: 'fa' }],
      ['/portal/reviewers/mem_00000000000000000000000000', { name: 'Mallory' }],
    ];
    await bench(first);
    const token = await first.locator('input[name="_form"]').first().inputValue();
    for (const [path, form] of forged) {
      assert.equal((await first.request.post(at(path), { form, maxRedirects: 0 })).status(), 403, path);
      // With the token, but caused by another site.
      const cross = await first.request.post(at(path), { form: { ...form, _form: token }, headers: { 'sec-fetch-site': 'cross-site' }, maxRedirects: 0 });
      assert.equal(cross.status(), 403, path);
    }
    assert.equal((await call('GET', `/v1/orders/${other.id}`)).status, 'paid');
  }, { alone: true });
});
