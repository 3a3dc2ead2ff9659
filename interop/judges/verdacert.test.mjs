// Verdacert's clients: fetch as its pages call it, its webhooks by stripe and by our own pages' code, its receipts by jose in Node and in a
// page of another site, its tools by the official MCP clients, and the first order of docs/certifying.md as it stands there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { decodeProtectedHeader, jwtVerify, createRemoteJWKSet } from 'jose';
import Stripe from 'stripe';
import { age, databaseFile, program as aging } from '../support/age.mjs';
import { openBrowser, skip as noBrowser } from '../support/browser.mjs';
import { judge, skip } from '../support/node22.mjs';
import { openReceiver } from '../support/receiver.mjs';
import { newOrganization } from '../support/server.mjs';
import { call, done, url } from '../support/vidimus.mjs';
import { openWeb } from '../support/web.mjs';

const exec = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const input = { sourceLanguage: 'fa', useCase: 'uscis', pageCount: 2, speedTier: 'standard' };
const page = readFileSync(join(root, 'docs/certifying.md'), 'utf8');
/** The blocks of the page with this mark. */
const blocks = (mark) => [...page.matchAll(new RegExp(`^\`\`\`${mark}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text]) => text);

describe("Verdacert's clients", () => {
  let owner, key, web, receiver, secret, documentUrl, job, result;
  const api = (method, path, body, more = {}) => call(method, `/api/v1${path}`, { key, body, ...more });
  const good = async (...ask) => {
    const answer = await api(...ask);
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.headers.get('x-vc-request-id'), /./);
    assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
    return answer.json();
  };
  const bad = async (status, code, ...ask) => {
    const answer = await api(...ask);
    assert.match(answer.headers.get('x-vc-request-id'), /./);
    const { error } = answer.json();
    assert.deepEqual([answer.status, error.code], [status, code], answer.text);
    return error;
  };

  before(async () => {
    [owner, web, receiver] = await Promise.all([newOrganization('Translating Academy'), openWeb(), openReceiver()]);
    const minted = await done('POST', '/v1/keys', { key: owner, body: { label: 'a tenant', family: 'vc', mode: 'test' } });
    key = minted.secret;
    ({ secret } = await done('POST', `/v1/keys/${minted.id}/webhook`, { key: owner, body: { url: receiver.url } }));
    // A picture, served as a site serves it.
    documentUrl = web.put('/birth.png', pixel, { type: 'image/png' });
  });
  after(async () => {
    await Promise.all([web?.close(), receiver?.close()]);
  });

  test('a quote by the vendor\'s own Python, with another base URL and key', async (t) => {
    const sample = join(root, 'samples/verdacert-python/quote.py');
    const [ours, theirs] = [readFileSync(sample, 'utf8'), blocks('python webhook')];
    assert.ok(theirs.length === 1 && ours.includes('requests.post('));
    const { stdout, stderr } = await exec('python3', [sample], { env: { ...process.env, VIDIMUS_URL: url, VERDACERT_API_KEY: key } }).catch((error) => error);
    if (/No module named 'requests'/.test(stderr)) return t.skip('requests is not installed');
    assert.match(stdout, /'totalCents': 4990/, stderr);
  });

  test('C7: from capabilities to a job; the same submission is the same job, another one under its key a conflict', async () => {
    const offered = await good('GET', '/capabilities');
    assert.ok(offered.supportedUseCases.includes('uscis') && offered.speedTiers.some(({ tier, slaHours }) => tier === 'standard' && slaHours === 48));
    const quote = await good('POST', '/quote', input);
    assert.equal(quote.totalCents, 4990);
    const order = { quoteId: quote.quoteId, idempotencyKey: 'first-order-of-ada', echoedInput: input, documents: [{ url: documentUrl }] };
    job = await good('POST', '/submit', order);
    assert.match(job.jobId, /^ord_/);
    assert.equal((await good('POST', '/submit', order)).jobId, job.jobId);
    await bad(409, 'IDEMPOTENCY_CONFLICT', 'POST', '/submit', { ...order, documents: [{ url: documentUrl }, { url: documentUrl }] });
    await bad(400, 'INVALID_QUOTE', 'POST', '/submit', { ...order, idempotencyKey: 'another-order', echoedInput: { ...input, pageCount: 9 } });
    const { field } = await bad(422, 'DOCUMENT_UNREADABLE', 'POST', '/submit', { ...order, idempotencyKey: 'another-order', documents: [{ url: web.url('/nowhere.pdf') }] });
    assert.equal(field, 'documents.0.url');
    const early = await bad(409, 'RESULT_NOT_READY', 'GET', `/result/${job.jobId}`);
    assert.equal(early.retryable, true);
    await bad(404, 'JOB_NOT_FOUND', 'GET', '/status/ord_unknown');
    await bad(401, 'MISSING_AUTH', 'GET', '/capabilities', undefined, { key: null });
  });

  test('C10, C11: the states come by age, each with one event in its order, signed as stripe verifies it', async () => {
    const [first] = await Promise.all([good('GET', `/status/${job.jobId}`), receiver.first((m) => m.headers['x-verdacert-event'] === 'order.created')]);
    assert.match(first.status, /^(created|paid)$/);
    await age(job.jobId, 120);
    const seen = await Promise.all(Array.from({ length: 20 }, () => good('GET', `/status/${job.jobId}`)));
    assert.ok(seen.every(({ status }) => status === 'ready'), JSON.stringify(seen[0]));
    const kinds = ['created', 'paid', 'processing', 'in_review', 'ready'].map((state) => `order.${state}`);
    // They leave at once and side by side: what came first says nothing, and what each says of the one before does.
    await Promise.all(kinds.map((kind) => receiver.first((m) => m.headers['x-verdacert-event'] === kind && JSON.parse(m.body).data.jobId === job.jobId)));
    const events = receiver.received.filter((m) => JSON.parse(m.body).data.jobId === job.jobId);
    assert.deepEqual(events.map((m) => m.headers['x-verdacert-event']).sort(), [...kinds].sort());
    const inOrder = events.map((m) => JSON.parse(m.body)).sort((a, b) => a.createdAt.localeCompare(b.createdAt) || kinds.indexOf(a.type) - kinds.indexOf(b.type));
    assert.deepEqual(inOrder.map(({ data }) => data.previousStatus), [null, 'created', 'paid', 'processing', 'in_review']);
    assert.equal(new Set(events.map((m) => m.headers['x-verdacert-event-id'])).size, kinds.length);
    const stripe = new Stripe('sk_test_unused');
    for (const { headers, body } of events) {
      const header = headers['x-verdacert-signature'];
      const event = stripe.webhooks.constructEvent(body, header, secret);
      assert.equal(event.id, headers['x-verdacert-event-id']);
      assert.match(event.id, /^evt_[0-9a-f]{24}$/);
      assert.deepEqual(Object.keys(event), ['id', 'type', 'createdAt', 'data']);
      assert.equal(event.data.isSandbox, true);
      assert.throws(() => stripe.webhooks.constructEvent(Buffer.concat([body, Buffer.from(' ')]), header, secret));
      assert.throws(() => stripe.webhooks.constructEvent(body, header, `${secret}x`));
    }
  });

  test('the checks of a signature that the page gives tell genuine from forged, in JavaScript and Python', async () => {
    const { headers, body } = receiver.received[0];
    const header = headers['x-verdacert-signature'];
    const folder = mkdtempSync(join(tmpdir(), 'vidimus-verdacert-'));
    try {
      writeFileSync(join(folder, 'webhook.mjs'), blocks('js webhook')[0]);
      const { isGenuine } = await import(pathToFileURL(join(folder, 'webhook.mjs')));
      for (const [what, expected, ...given] of [
        ['as sent', true, secret, header, body],
        ['another secret', false, `${secret}x`, header, body],
        ['another body', false, secret, header, Buffer.concat([body, Buffer.from(' ')])],
        ['no time', false, secret, header.replace('t=', 'x='), body],
        ['old', false, secret, header, body, -1],
        ['nothing', false, secret, '', body],
      ]) {
        assert.equal(isGenuine(...given), expected, what);
        const [s, h, b, tolerance = 300] = given;
        const program = `${blocks('python webhook')[0]}\nimport base64, sys\nprint(is_genuine(sys.argv[1], sys.argv[2], base64.b64decode(sys.argv[3]), int(sys.argv[4])))`;
        const { stdout } = await exec('python3', ['-c', program, s, h, b.toString('base64'), String(tolerance)]);
        assert.equal(stdout.trim(), expected ? 'True' : 'False', `${what}, in Python`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('C13: the result has the certificate and a PDF that is fetched without a key, and is delivered then', async () => {
    result = await good('GET', `/result/${job.jobId}`);
    assert.equal(result.isSandbox, true);
    for (const name of ['certificateId', 'translatorName', 'translatorCredentials', 'issuedAt', 'publicVerifyUrl', 'jws']) assert.equal(typeof result.certificate[name], 'string', name);
    const pdf = Buffer.from(await (await fetch(result.certifiedPdf.url)).arrayBuffer());
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
    assert.equal(createHash('sha256').update(pdf).digest('hex'), result.certifiedPdf.sha256);
    assert.equal((await good('GET', `/status/${job.jobId}`)).status, 'delivered');
    await receiver.first((m) => m.headers['x-verdacert-event'] === 'order.delivered');
  });

  test("C14, C15: jose verifies the receipt as the vendor's recipe does, and with the page's code", async () => {
    const { jws } = result.certificate;
    const { kid, ...header } = decodeProtectedHeader(jws);
    assert.deepEqual(header, { alg: 'EdDSA' });
    const keys = createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(jws, keys, { algorithms: ['EdDSA'] });
    assert.deepEqual(Object.keys(payload).sort(), ['certificateId', 'documentSha256', 'isSandbox', 'issuedAt', 'orderId', 'translatorName']);
    assert.deepEqual(
      [payload.certificateId, payload.orderId, payload.documentSha256, payload.isSandbox],
      [result.certificate.certificateId, job.jobId, result.certifiedPdf.sha256, true],
    );
    const published = await fetch(`${url}/.well-known/jwks.json`);
    assert.match(published.headers.get('cache-control'), /max-age=3600/);
    assert.ok((await published.json()).keys.some((one) => one.kid === kid && one.crv === 'Ed25519' && one.kty === 'OKP'));
    // Where packages are found from: beside the judges.
    const file = join(root, 'interop', `.receipt-${process.pid}.mjs`);
    writeFileSync(file, blocks('js receipt')[0]);
    try {
      const { readReceipt } = await import(pathToFileURL(file));
      assert.deepEqual(await readReceipt(jws, url), payload);
      const [head, body, signature] = jws.split('.');
      const forged = `${head}.${Buffer.from(Buffer.from(body, 'base64url').toString().replace('true', 'false')).toString('base64url')}.${signature}`;
      await assert.rejects(readReceipt(forged, url), /signature verification failed/);
    } finally {
      rmSync(file);
    }
  });

  test('C15, C16: a page of another site verifies the receipt and asks whether it stands', { skip: noBrowser }, async () => {
    const jose = dirname(fileURLToPath(import.meta.resolve('jose')));
    const site = createServer((request, response) => {
      if (request.url.startsWith('/jose/')) {
        response.writeHead(200, { 'content-type': 'text/javascript' });
        createReadStream(join(jose, request.url.slice('/jose/'.length))).pipe(response);
      } else response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Another site</title>');
    });
    await new Promise((ready) => site.listen(0, '127.0.0.1', ready));
    const browser = await openBrowser();
    try {
      const tab = await browser.newPage();
      await tab.goto(`http://127.0.0.1:${site.address().port}/`);
      const found = await tab.evaluate(
        async ({ server, jws, id }) => {
          const { createRemoteJWKSet, jwtVerify } = await import('/jose/index.js');
          const { payload } = await jwtVerify(jws, createRemoteJWKSet(new URL(`${server}/.well-known/jwks.json`)), { algorithms: ['EdDSA'] });
          const standing = await (await fetch(`${server}/api/v1/verify/${id}`)).json();
          return { payload, standing };
        },
        { server: url, jws: result.certificate.jws, id: result.certificate.certificateId },
      );
      assert.equal(found.payload.certificateId, result.certificate.certificateId);
      assert.deepEqual([found.standing.isSandbox, found.standing.acceptanceGuarantee, found.standing.revoked], [true, null, false]);
    } finally {
      await browser.close();
      site.close();
      site.closeAllConnections();
    }
  });

  test('C17: a refund is the same one when it is asked for again', async () => {
    const refund = await good('POST', `/refund/${job.jobId}`, { amountCents: 1000 });
    assert.equal(refund.amountCents, 1000);
    assert.equal((await good('POST', `/refund/${job.jobId}`, { amountCents: 1000 })).refundId, refund.refundId);
    assert.equal((await good('POST', `/refund/${job.jobId}`)).amountCents, 3990);
    assert.equal((await good('GET', `/status/${job.jobId}`)).status, 'refunded');
  });

  test('the first order of docs/certifying.md works line by line', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vidimus-first-order-'));
    // Between the two parts the page says that two minutes pass.
    const steps = [...blocks('sh first-order'), `python3 age.py '${databaseFile()}' $job 120`, ...blocks('sh first-order-later')];
    writeFileSync(join(folder, 'order.sh'), steps.join('\n'));
    writeFileSync(join(folder, 'age.py'), aging);
    try {
      const { stdout } = await exec('bash', ['-euo', 'pipefail', 'order.sh'], { cwd: folder, env: { ...process.env, VIDIMUS_KEY: owner } });
      assert.match(stdout, /"status":"valid"/);
      assert.match(stdout.trim().split('\n').at(-1), /\/verify\/vcrt_/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('the sample in Python orders with its standard library alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vidimus-python-'));
    writeFileSync(join(folder, 'birth.png'), pixel);
    try {
      const order = async () => {
        const { stdout } = await exec('python3', [join(root, 'samples/verdacert-python/order.py'), join(folder, 'birth.png'), '--no-wait'], {
          env: { ...process.env, VIDIMUS_URL: url, VERDACERT_API_KEY: key },
        });
        return stdout.match(/(ord_\w+): (?:created|paid|processing)/)?.[1];
      };
      const first = await order();
      assert.ok(first);
      // Run again, it is the same order.
      assert.equal(await order(), first);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('the tools at /api/mcp', { skip, timeout: 120_000 }, (t) =>
    judge(t, 'verdacert.mjs', { env: { VIDIMUS_URL: url, VERDACERT_API_KEY: key, INTEROP_DOCUMENT: documentUrl } }));
});
