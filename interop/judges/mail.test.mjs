// smtp-server: what a started server hands to a mail server is what mail servers take, over TLS and as who it says it is.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { newOrganization } from '../support/server.mjs';
import { call, done, newGroup } from '../support/vidimus.mjs';

const pem = readFileSync(process.env.VIDIMUS_WEB_PEM, 'utf8');
const failure = (responseCode, message) => Object.assign(new Error(message), { responseCode });

/** A mail server of theirs; `refuse` says what becomes of a recipient. */
async function openMailServer({ refuse = () => null, ...options } = {}) {
  const mails = [];
  const asked = [];
  const server = new SMTPServer({
    key: pem,
    cert: pem,
    authMethods: ['PLAIN', 'LOGIN'],
    onAuth: ({ username, password }, session, answer) =>
      username === 'ada' && password === 'correct horse ✓' ? answer(null, { user: 'ada' }) : answer(failure(535, '5.7.8 Authentication credentials invalid')),
    onRcptTo: ({ address }, session, answer) => {
      asked.push(address);
      answer(refuse(address));
    },
    onData(stream, session, answer) {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({ text: Buffer.concat(chunks).toString('utf8'), user: session.user, secure: session.secure, envelope: session.envelope });
        answer(null, '2.0.0 taken');
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise((up) => server.listen(0, '127.0.0.1', up));
  const { port } = server.server.address();
  return { server, port, mails, asked, close: () => new Promise((down) => server.close(down)) };
}

/** Header and body of a part, unfolded and decoded (RFC 5322, RFC 2045, RFC 2047). */
function parse(text) {
  const [head, ...rest] = text.split('\r\n\r\n');
  const headers = Object.fromEntries(
    head.replace(/\r\n[ \t]+/g, ' ').split('\r\n').map((line) => {
      const [name, ...value] = line.split(': ');
      const words = value.join(': ').replace(/\?= =\?/g, '?==?');
      return [name.toLowerCase(), words.replace(/=\?utf-8\?B\?([^?]+)\?=/g, (_, b) => Buffer.from(b, 'base64').toString('utf8'))];
    }),
  );
  const body = rest.join('\r\n\r\n');
  const boundary = headers['content-type'].match(/boundary="([^"]+)"/)?.[1];
  if (!boundary) return { headers, text: Buffer.from(body, 'base64').toString('utf8') };
  const parts = body.split(`--${boundary}`).slice(1, -1).map((part) => parse(part.replace(/^\r\n/, '')));
  return { headers, parts };
}

async function until(read, seconds = 20) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await wait(50)) {
    const found = await read();
    if (found) return found;
  }
  throw new Error('It never came about');
}

describe('smtp-server and the mail with a credential', () => {
  let key;
  let group;
  let mail;
  before(async () => {
    mail = await openMailServer({
      refuse: (address) => (address.startsWith('gone') ? failure(550, '5.1.1 No such mailbox <gone@example.org>') : address.startsWith('busy') && Date.now() ? failure(451, '4.7.1 Come back later') : null),
    });
    key = await newOrganization('Ünïcode & Söhne');
    group = await newGroup({ name: 'Erste Hilfe – Stufe ①' }, key);
  });
  after(() => mail.close());

  const use = (server) => done('PUT', '/v1/organization/mail', { key, body: { server: { host: 'localhost', port: mail.port, from: 'awards@example.org', ...server } } });
  const test_ = () => done('POST', '/v1/organization/mail/test', { key, body: { to: 'ada@example.org' } });
  const send = async (email, more = {}) => {
    const { id } = await done('POST', '/v1/credentials', { key, body: { groupId: group.id, recipient: { name: 'Ada Exämple', email }, ...more } });
    await done('POST', `/v1/credentials/${id}/distribute`, { key });
    return id;
  };
  const sending = (id, state) =>
    until(async () => {
      const { distribution } = await done('GET', `/v1/credentials/${id}`, { key });
      return distribution.state === state && (state !== 'waiting' || distribution.code) ? distribution : null;
    });

  test('a password goes over STARTTLS only, and is right', async () => {
    await use({ user: 'ada', password: 'correct horse ✓' });
    assert.deepEqual(await test_(), { sent: true, code: null });
    assert.equal(mail.mails.at(-1).user, 'ada');
    assert.equal(mail.mails.at(-1).secure, true);
    await use({ user: 'ada', password: 'wrong' });
    assert.deepEqual(await test_(), { sent: false, code: '5.7.8' });
  });

  test('a server without TLS, or one that nobody vouches for, gets nothing', async () => {
    const bare = await openMailServer({ hideSTARTTLS: true, authOptional: true, allowInsecureAuth: true });
    await use({ port: bare.port, user: 'ada', password: 'correct horse ✓' });
    assert.deepEqual(await test_(), { sent: false, code: 'tls-missing' });
    await use({ host: '127.0.0.1', user: 'ada', password: 'correct horse ✓' });
    assert.deepEqual(await test_(), { sent: false, code: 'tls-failed' });
    assert.equal(bare.mails.length, 0);
    await bare.close();
  });

  test('TLS from the first byte', async () => {
    const secure = await openMailServer({ secure: true });
    await use({ port: secure.port, tls: 'implicit', user: 'ada', password: 'correct horse ✓' });
    assert.deepEqual(await test_(), { sent: true, code: null });
    await secure.close();
  });

  test('subject and both parts say what was meant, in any script', async () => {
    await use({ user: 'ada', password: 'correct horse ✓' });
    const id = await send('ada@example.org', { name: 'Erste Hilfe 🚑 <b>&amp; שלום' });
    await sending(id, 'sent');
    const raw = await until(() => mail.mails.find(({ text }) => text.includes('multipart/alternative')));
    assert.ok(raw.text.split('\r\n').every((line) => line.length <= 200 && /^[\x09\x20-\x7e]*$/.test(line)), 'every line is short and ASCII');
    const { headers, parts } = parse(raw.text);
    assert.equal(headers.subject, 'Erste Hilfe 🚑 <b>&amp; שלום – Ünïcode & Söhne');
    assert.match(headers.from, /^Ünïcode & Söhne <awards@example\.org>$/);
    assert.equal(headers.to, '<ada@example.org>');
    assert.match(headers['message-id'], /^<[0-9a-f]{32}@example\.org>$/);
    const [text, html] = parts;
    assert.match(text.headers['content-type'], /^text\/plain; charset=utf-8/);
    assert.match(html.headers['content-type'], /^text\/html; charset=utf-8/);
    const link = text.text.match(/http:\/\/localhost:\d+\/c\/[\w-]{43}/)[0];
    assert.ok(html.text.includes(`href="${link}"`));
    assert.ok(html.text.includes('Erste Hilfe &#128657; &lt;b&gt;&amp;amp; שלום') || html.text.includes('&lt;b&gt;&amp;amp;'));
    assert.doesNotMatch(html.text, /<img|<link|<style|<script|src=/);
    const page = await fetch(link);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /data-verdict="valid"/);
  });

  test('a mailbox that refuses is on record at once, one that is busy waits', async () => {
    await use({ user: 'ada', password: 'correct horse ✓' });
    const bounced = await sending(await send('gone@example.org'), 'bounced');
    assert.equal(bounced.code, '5.1.1');
    assert.equal(bounced.attempts, 1);
    assert.doesNotMatch(JSON.stringify(bounced), /example\.org/);
    const waiting = await sending(await send('busy@example.org'), 'waiting');
    assert.equal(waiting.code, '4.7.1');
    assert.equal(mail.asked.filter((address) => address.startsWith('gone')).length, 1);
  });

  test('nothing that is given becomes a header or a further recipient', async () => {
    for (const server of [{ from: 'a@example.org>\r\nRCPT TO:<eve@example.org' }, { host: 'localhost\r\nX: y' }, { user: 'ada\r\nX: y', password: 'x' }]) {
      const answer = await call('PUT', '/v1/organization/mail', { key, body: { server: { host: 'localhost', port: mail.port, from: 'awards@example.org', ...server } } });
      assert.equal(answer.status, 400, JSON.stringify(server));
    }
    const { id } = await done('POST', '/v1/credentials', { key, body: { groupId: group.id, name: 'A\u2028Bcc: eve@example.org', recipient: { name: 'Ada Example', email: 'ada.x@example.org' } } });
    await done('POST', `/v1/credentials/${id}/distribute`, { key });
    await sending(id, 'sent');
    const { headers } = parse(mail.mails.at(-1).text);
    assert.equal(headers.bcc, undefined);
    assert.match(headers.subject, /^A Bcc: eve@example\.org/);
    assert.deepEqual(mail.mails.at(-1).envelope.rcptTo.map(({ address }) => address), ['ada.x@example.org']);
  });
});
