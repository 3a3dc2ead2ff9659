// s3rver: documents in a store that speaks S3, as somebody else understands it.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import S3rver from 's3rver';
import { startServer } from '../support/server.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const marker = 'marker-' + randomBytes(12).toString('hex');
const pdf = Buffer.concat([Buffer.from(`%PDF-1.7\n% ${marker}\n`), randomBytes(3_000_000), Buffer.from('\n%%EOF\n')]);

describe('documents in an object store of others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vidimus-s3-'));
  let store;
  let server;

  before(async () => {
    store = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: folder, configureBuckets: [{ name: 'certified' }] });
    const { port } = await store.run();
    // A proxy of the environment must not see the documents: nothing listens there, so a request through it fails.
    process.env.HTTP_PROXY = process.env.http_proxy = 'http://127.0.0.1:9';
    const s3 = (name, value) => `--Certification:Documents:S3:${name}=${value}`;
    server = await startServer(root, [s3('Address', `http://127.0.0.1:${port}`), s3('Bucket', 'certified'), s3('AccessKey', 'S3RVER'), s3('SecretKey', 'S3RVER')]);
  });

  after(async () => {
    await server?.stop();
    await store?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const call = (method, path, body) =>
    fetch(server.url + path, { method, body, headers: { authorization: `Bearer ${server.liveKey}`, ...(body ? { 'content-type': 'application/pdf' } : {}) } });

  const upload = async (body = pdf) => {
    const answer = await call('POST', '/v1/documents?name=a%20scan.pdf', body);
    assert.equal(answer.status, 201, await answer.clone().text());
    return answer.json();
  };

  const objects = (id) => readdirSync(join(folder, 'certified'), { recursive: true }).filter((name) => name.includes(id) && name.endsWith('_object'));

  test('what is uploaded lies there encrypted and comes back byte for byte', async () => {
    const document = await upload();
    assert.equal(document.size, pdf.length);
    assert.equal(document.sha256, createHash('sha256').update(pdf).digest('hex'));
    const [name] = objects(document.id);
    const stored = readFileSync(join(folder, 'certified', name));
    assert.equal(stored.length, 5 + pdf.length + 16 * (Math.floor(pdf.length / 65536) + 1));
    assert.equal(stored.indexOf(marker), -1);
    const content = await call('GET', `/v1/documents/${document.id}/content`);
    assert.equal(content.status, 200);
    assert.deepEqual(Buffer.from(await content.arrayBuffer()), pdf);
  });

  test('what is refused does not get there, and what is deleted is gone from there', async () => {
    const before = objects('doc_').length;
    assert.equal((await call('POST', '/v1/documents', Buffer.from('not a document'))).status, 422);
    assert.equal(objects('doc_').length, before);
    const document = await upload();
    assert.equal(objects(document.id).length, 1);
    assert.equal((await call('DELETE', `/v1/documents/${document.id}`)).status, 204);
    assert.equal(objects(document.id).length, 0);
    assert.equal((await call('GET', `/v1/documents/${document.id}/content`)).status, 410);
  });

  test('what the store has lost is told from a store that is away', async () => {
    const document = await upload(pdf.subarray(0, 1000));
    for (const name of objects(document.id)) rmSync(join(folder, 'certified', name));
    const lost = await call('GET', `/v1/documents/${document.id}/content`);
    assert.equal(lost.status, 500);
    assert.equal((await lost.json()).error.code, 'DOCUMENT_DAMAGED');
    await store.close();
    store = undefined;
    const away = await call('GET', `/v1/documents/${document.id}/content`);
    assert.equal(away.status, 503);
    assert.equal((await call('POST', '/v1/documents', pdf)).status, 503);
  });
});
