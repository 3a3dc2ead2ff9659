// standardwebhooks, stripe and jose: what a started server sends is signed as their verifiers want it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, createPublicKey, randomBytes, verify as verifySignature } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createLocalJWKSet, importJWK } from 'jose';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { isOf, openReceiver } from '../support/receiver.mjs';
import { newOrganization } from '../support/server.mjs';
import { call, done, issue, liveKey, newGroup } from '../support/vidimus.mjs';

const stripe = new Stripe('sk_test_unused');
const root = fileURLToPath(new URL('../..', import.meta.url));
const secondOf = (message) => Number(message.headers['webhook-timestamp']);
const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;

/** What their verifier says of a message at a moment counted from when it was signed. */
function judge(message, secret, { seconds = 0, body = message.body, headers = message.headers } = {}) {
  const clock = Date.now;
  Date.now = () => (secondOf(message) + seconds) * 1000;
  try {
    new Webhook(secret).verify(body, headers);
    return 'accept';
  } catch (error) {
    if (error.name !== 'WebhookVerificationError') throw error;
    return 'refuse';
  } finally {
    Date.now = clock;
  }
}

const only = (message, version) => ({
  ...message.headers,
  'webhook-signature': message.headers['webhook-signature']
    .split(' ')
    .filter((signature) => signature.startsWith(`${version},`))
    .join(' '),
});

describe('standardwebhooks and a delivery', () => {
  let receiver;
  let endpoint;
  let message;
  before(async () => {
    receiver = await openReceiver();
    endpoint = await done('POST', '/v1/webhooks', { body: { url: receiver.url, events: ['credential.*'] } });
    const { record } = await issue();
    message = await receiver.first(isOf('credential.issued', record.id));
  });
  after(() => receiver.close());

  for (const [what, outcome, more] of [
    ['fresh', 'accept', () => ({})],
    ['299 s old', 'accept', () => ({ seconds: 299 })],
    ['301 s old', 'refuse', () => ({ seconds: 301 })],
    ['301 s ahead', 'refuse', () => ({ seconds: -301 })],
    ['with one byte changed', 'refuse', () => ({ body: Buffer.from(message.body.map((byte, i) => (i === message.body.length - 2 ? byte ^ 1 : byte))) })],
    ['under v1a alone', 'refuse', () => ({ headers: only(message, 'v1a') })],
  ])
    test(`W1: ${outcome} one that is ${what}`, () => assert.equal(judge(message, endpoint.secret, more()), outcome));

  test('W1: refuse one of another secret', () => assert.equal(judge(message, newSecret()), 'refuse'));

  test('W1: accept one under two signatures, by either secret, while a secret is being replaced', async () => {
    const { secret } = await done('POST', `/v1/webhooks/${endpoint.id}/rotate-secret`, { body: {} });
    const { record } = await issue();
    const next = await receiver.first(isOf('credential.issued', record.id));
    assert.equal(only(next, 'v1')['webhook-signature'].split(' ').length, 2);
    assert.notEqual(secret, endpoint.secret);
    assert.equal(judge(next, secret), 'accept');
    assert.equal(judge(next, endpoint.secret), 'accept');
    assert.equal(judge(message, secret), 'refuse');
    const header = next.headers['vidimus-signature'];
    for (const each of [secret, endpoint.secret]) assert.equal(stripe.webhooks.constructEvent(next.body, header, each).id, next.headers['webhook-id']);
  });

  test('W2: an exact copy is accepted again, which is why receivers keep webhook-id', () => {
    assert.equal(judge(message, endpoint.secret, { seconds: 60 }), 'accept');
    assert.equal(judge(message, endpoint.secret, { seconds: 120 }), 'accept');
  });

  test('W3: neither id nor time holds a dot, and the id is that of the event', () => {
    assert.match(message.headers['webhook-id'], /^evt_[0-9a-z]{26}$/);
    assert.match(message.headers['webhook-timestamp'], /^[1-9][0-9]{9}$/);
    assert.equal(JSON.parse(message.body).id, message.headers['webhook-id']);
  });

  test('W4: what was read and written again, or has a byte order mark, is another body', () => {
    const again = Buffer.from(JSON.stringify(JSON.parse(message.body), null, 1));
    assert.equal(judge(message, endpoint.secret, { body: again }), 'refuse');
    assert.equal(judge(message, endpoint.secret, { body: Buffer.concat([Buffer.from('\uFEFF'), message.body]) }), 'refuse');
    assert.equal(judge(message, endpoint.secret, { body: Buffer.alloc(0) }), 'refuse');
  });
});

describe('standardwebhooks and a delivery with more than ids', () => {
  let receiver;
  let endpoint;
  before(async () => {
    receiver = await openReceiver();
    endpoint = await done('POST', '/v1/webhooks', { body: { url: receiver.url, events: ['credential.issued'], include: ['resource', 'recipient'] } });
  });
  after(() => receiver.close());

  test('W4: letters of every script and 20 KB are signed as they are sent, and the server has kept their digest', async (t) => {
    const group = await newGroup();
    const record = await done('POST', '/v1/credentials', {
      body: { groupId: group.id, recipient: { name: 'Ada Exämple 例 🎓' }, custom: { notes: 'ä例🎓'.repeat(1_700) } },
    });
    const message = await receiver.first(isOf('credential.issued', record.id));
    assert.equal(judge(message, endpoint.secret), 'accept');
    const event = JSON.parse(message.body);
    assert.equal(event.resource.recipient.name, 'Ada Exämple 例 🎓');
    t.diagnostic(`${message.body.length} bytes`);
    let attempts = [];
    for (let i = 0; i < 100 && attempts.length === 0; i++, await wait(50))
      ({ attempts } = await done('GET', `/v1/webhooks/${endpoint.id}/deliveries/${event.id}`));
    assert.equal(attempts[0].bodyDigest, createHash('sha256').update(message.body).digest('hex'));
  });
});

describe('stripe and the header with time and signature', () => {
  let receiver;
  let endpoint;
  let message;
  before(async () => {
    receiver = await openReceiver();
    endpoint = await done('POST', '/v1/webhooks', { body: { url: receiver.url, events: ['*'], secret: newSecret() } });
    const { record } = await issue();
    message = await receiver.first(isOf('credential.issued', record.id));
  });
  after(() => receiver.close());
  const construct = (secret, seconds = 0, body = message.body) =>
    stripe.webhooks.constructEvent(body, message.headers['vidimus-signature'], secret, 300, undefined, (secondOf(message) + seconds) * 1000);

  test('it is read by constructEvent within its tolerance', () => {
    assert.equal(construct(endpoint.secret).type, 'credential.issued');
    assert.equal(construct(endpoint.secret, 299).type, 'credential.issued');
  });

  test('it is refused when it is old, changed or of another secret', () => {
    const refused = { type: 'StripeSignatureVerificationError' };
    assert.throws(() => construct(endpoint.secret, 301), refused);
    assert.throws(() => construct(newSecret()), refused);
    assert.throws(() => construct(endpoint.secret, 0, `${message.body} `), refused);
  });

  test("an endpoint made by Verity's clients has it under the name that they look for", async () => {
    const key = await done('POST', '/v1/keys', { body: { label: 'verity hooks', family: 'vrt', mode: 'live', scopes: ['write', 'webhooks:write'] } });
    const made = await done('POST', '/api/v1/webhooks', { key: key.secret, body: { url: `${receiver.url}/verity`, events: ['*'] } });
    const { data } = await done('POST', `/api/v1/webhooks/${made.data.id}/test`, { key: key.secret });
    assert.equal(data.success, true, JSON.stringify(data));
    const ping = await receiver.first((m) => m.path.endsWith('/verity') && isOf('test.ping')(m));
    assert.equal(stripe.webhooks.constructEvent(ping.body, ping.headers['x-verity-signature'], made.data.secret).type, 'test.ping');
  });
});

describe('jose, the crypto of Node, and v1a', () => {
  test("the signature is that of a key in the organization's published set, and of no other organization's", async () => {
    const receiver = await openReceiver();
    try {
      const key = await newOrganization('Signing Academy');
      const { organization } = await done('GET', '/v1/auth/me', { key });
      await done('POST', '/v1/webhooks', { key, body: { url: receiver.url, events: ['*'] } });
      const group = await newGroup({}, key);
      await done('POST', '/v1/credentials', { key, body: { groupId: group.id, recipient: { name: 'Ada Example' } } });
      const message = await receiver.first(isOf('credential.issued'));
      const signed = Buffer.concat([Buffer.from(`${message.headers['webhook-id']}.${message.headers['webhook-timestamp']}.`), message.body]);
      const signature = Buffer.from(only(message, 'v1a')['webhook-signature'].slice('v1a,'.length), 'base64');
      const published = async (id) => done('GET', `/v1/webhook-keys/${id}`, { key: null });
      const set = await published(organization.id);
      createLocalJWKSet(set);
      const verified = async (jwk) => {
        assert.equal((await importJWK(jwk, 'EdDSA')).type, 'public');
        assert.equal(jwk.whpk, `whpk_${Buffer.from(jwk.x, 'base64url').toString('base64')}`);
        return verifySignature(null, signed, createPublicKey({ key: jwk, format: 'jwk' }), signature);
      };
      assert.deepEqual(await Promise.all(set.keys.map(verified)), [true]);
      assert.ok(set.keys.every(({ d }) => d === undefined));
      const { organization: other } = await done('GET', '/v1/auth/me', { key: liveKey });
      const others = await published(other.id);
      assert.deepEqual(await Promise.all(others.keys.map(verified)), others.keys.map(() => false));
    } finally {
      await receiver.close();
    }
  });
});

describe('the sample receivers', () => {
  const dll = join(root, 'artifacts/bin/Receiver/debug/Vidimus.Samples.Receiver.dll');
  const script = join(root, 'samples/receiver-js/receiver.cjs');
  for (const [name, file, program, args] of [
    ['C#', dll, 'dotnet', (port, folder) => [dll, `--urls=http://127.0.0.1:${port}`, `--Inbox=${folder}`]],
    ['Node', script, process.execPath, (port) => [script, port]],
  ]) {
    test(`the one in ${name} takes what the server sends, and nothing else`, { skip: existsSync(file) ? false : `${file} is not built` }, async (t) => {
      const secret = newSecret();
      const folder = mkdtempSync(join(tmpdir(), 'vidimus-inbox-'));
      const port = await freePort();
      const child = spawn(program, args(port, folder), {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, VIDIMUS_WEBHOOK_SECRET: secret, NODE_PATH: join(root, 'interop/node_modules') },
      });
      let output = '';
      child.stdout.on('data', (data) => (output += data));
      t.after(async () => {
        child.kill();
        rmSync(folder, { recursive: true, force: true });
      });
      const url = `http://127.0.0.1:${port}/webhooks`;
      await until(async () => (await fetch(url, { method: 'POST', body: '{}' })).status === 401);
      const endpoint = await done('POST', '/v1/webhooks', { body: { url, events: ['credential.*'], secret } });
      const ping = await done('POST', `/v1/webhooks/${endpoint.id}/test`);
      assert.equal(ping.success, true, JSON.stringify(ping));
      const { record } = await issue();
      // Else the two may overtake each other, and the receiver rightly leaves the late one out.
      await until(() => output.includes(`credential.issued ${record.id}`));
      await done('POST', `/v1/credentials/${record.id}/revoke`, { body: { reason: 'Issued by mistake' } });
      await until(() => output.includes('credential.revoked') && output.includes(record.id));
      const { data } = await done('GET', `/v1/webhooks/${endpoint.id}/deliveries?resourceId=${record.id}`);
      const issued = data.find(({ type }) => type === 'credential.issued');
      await until(async () => (await done('GET', `/v1/webhooks/${endpoint.id}/deliveries/${issued.eventId}`)).delivery.state === 'succeeded');
      const again = await call('POST', `/v1/webhooks/${endpoint.id}/deliveries/${issued.eventId}/resend`);
      assert.equal(again.status, 202, again.text);
      await until(async () => (await done('GET', `/v1/webhooks/${endpoint.id}/deliveries/${issued.eventId}`)).attempts.length === 2);
      await wait(200);
      assert.equal(output.split(`credential.issued ${record.id}`).length, 2, `its work is done once:\n${output}`);
      await done('DELETE', `/v1/webhooks/${endpoint.id}`).catch(() => {});
    });
  }
});

async function until(holds, seconds = 20) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await wait(50))
    if (await Promise.resolve().then(holds).catch(() => false)) return;
  throw new Error(`Not within ${seconds} s: ${holds}`);
}

function freePort() {
  return new Promise((found, fail) => {
    const listener = createServer();
    listener.once('error', fail);
    listener.listen(0, '127.0.0.1', () => {
      const { port } = listener.address();
      listener.close(() => found(port));
    });
  });
}
