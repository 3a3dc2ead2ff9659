// jose, as Verdacert's recipe uses it: a receipt is checked with the published key set alone, and so is what it says of the PDF.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { age } from '../support/age.mjs';
import { call, done, testKey, url } from '../support/vidimus.mjs';

const key = testKey;
const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', url), { cacheMaxAge: 3_600_000 });

/** A PDF of one empty page. */
function smallPdf() {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>'];
  let file = '%PDF-1.7\n';
  const offsets = objects.map((body, i) => {
    const at = file.length;
    file += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const table = file.length;
  const entries = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  return `${file}xref\n0 4\n0000000000 65535 f \n${entries}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
}

async function upload() {
  const response = await fetch(`${url}/v1/documents?name=draft.pdf`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/pdf' },
    body: smallPdf(),
  });
  assert.equal(response.status, 201, await response.clone().text());
  return (await response.json()).id;
}

describe('jose and receipts of certified documents', () => {
  let order;
  let result;
  before(async () => {
    const input = { sourceLanguage: 'fa', useCase: 'uscis', pageCount: 1, productLine: 'review_and_certify' };
    const quote = await done('POST', '/v1/quotes', { key, body: input });
    const [source, draft] = [await upload(), await upload()];
    order = await done('POST', '/v1/orders', {
      key,
      body: { quoteId: quote.id ?? quote.quoteId, idempotencyKey: `judge-${Date.now()}`, documents: [{ documentId: source }], draft: { documentId: draft } },
    });
    // The sandbox would take its 90 seconds.
    await age(order.id, 95);
    result = await done('GET', `/v1/orders/${order.id}/result`, { key });
  });

  test('a receipt verifies with the remote key set, and says exactly what the contract lists', async () => {
    const { jws } = result.certificate;
    assert.deepEqual(Object.keys(decodeProtectedHeader(jws)), ['alg', 'kid']);
    const { payload } = await jwtVerify(jws, keys, { algorithms: ['EdDSA'] });
    assert.deepEqual(Object.keys(payload), ['certificateId', 'orderId', 'documentSha256', 'translatorName', 'issuedAt', 'isSandbox']);
    assert.equal(payload.certificateId, result.certificate.certificateId);
    assert.equal(payload.orderId, order.id);
    assert.equal(payload.isSandbox, true);
  });

  test('the digest in the receipt is that of the PDF which is delivered', async () => {
    const response = await fetch(`${url}/v1/orders/${order.id}/certificate.pdf`, { headers: { authorization: `Bearer ${key}` } });
    const digest = createHash('sha256').update(Buffer.from(await response.arrayBuffer())).digest('hex');
    const { payload } = await jwtVerify(result.certificate.jws, keys, { algorithms: ['EdDSA'] });
    assert.equal(payload.documentSha256, digest);
  });

  test('a receipt that says something else is refused', async () => {
    const [header, payload, signature] = result.certificate.jws.split('.');
    const said = Buffer.from(payload, 'base64url').toString().replace('"isSandbox":true', '"isSandbox":false');
    await assert.rejects(jwtVerify([header, Buffer.from(said).toString('base64url'), signature].join('.'), keys), {
      code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    });
  });

  test('whether it was revoked is told to any page of any origin', async () => {
    const path = `/api/v1/verify/${result.certificate.certificateId}`;
    const answer = await call('GET', path, { key: null, headers: { origin: 'https://shop.example' } });
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.equal(answer.json().revoked, false);
    await done('POST', `/v1/certificates/${result.certificate.certificateId}/revoke`, { key, body: { reason: 'A judge asked for it.' } });
    assert.equal((await call('GET', path, { key: null })).json().revoked, true);
  });
});
