// The portal as people use it, in a real Chromium, from the first start on: an owner signs in, gets an access token and uses it,
// issues to a class and by hand; a recipient opens the mail, takes the certificate; a stranger scans its code and verifies; the owner
// revokes. Then every page at every width, light and dark; the same work without scripts; and names that are attacks.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import { accessible, fits, openBrowser, openPage, picture, quiet, skip } from '../support/browser.mjs';
import { openMailbox } from '../support/mailbox.mjs';
import { request } from '../support/mcp.mjs';
import { look, pagesFrom } from '../support/pages.mjs';
import { openReceiver } from '../support/receiver.mjs';
import { startServer } from '../support/server.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const classList = join(root, 'samples/class-list.csv');
const evil = `<script>alarm('script')</script>"'><img src=x onerror="alarm('image')"><svg onload=alarm('svg')>`;
const owner = { name: 'Ada Example', email: 'owner@example.org', password: 'a quiet horse reads maps' };
const viewer = { name: 'Vera Example', email: 'viewer@example.org', password: 'seven green lamps by night' };
const recipient = { name: 'Jürgen Müßig', email: 'juergen.muessig@example.org' };

const run = (program, ...args) => execFileSync(program, args, { timeout: 60_000, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
/** What an authenticator shows now (RFC 6238, with the usual 30 seconds, SHA-1 and six digits). */
const totp = (secret) => {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter.toUpperCase()).toString(2).padStart(5, '0')).join('');
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))).update(counter).digest();
  return String((digest.readUInt32BE(digest[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
};
const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const missing = ['qpdf', 'pdftotext', 'pdftoppm'].filter((program) => !has(program));
const code = (png) => {
  const { data, width, height } = PNG.sync.read(png);
  return (jsQR.default ?? jsQR)(new Uint8ClampedArray(data), width, height)?.data;
};

describe('the journey through the portal', { skip }, () => {
  let server;
  let browser;
  let mailbox;
  let receiver;
  let page; // the owner's
  const known = {}; // what one step leaves to the next

  before(async () => {
    [server, browser, receiver] = await Promise.all([startServer(root), openBrowser(), openReceiver()]);
    mailbox = openMailbox(server.mail);
    page = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
  });
  after(async () => {
    await browser?.close();
    await receiver?.close();
    await server?.stop();
  });

  /** A browser of somebody's own; what a page asks for must be there, and nothing may be complained of. */
  async function open(options) {
    const opened = await openPage(browser, { at: server.url, ...options });
    opened.setDefaultTimeout(15_000);
    opened.on('response', (answer) => {
      if (answer.status() >= 400 && answer.request().resourceType() !== 'document') opened.alarms.push(`${answer.status()}: ${answer.url()}`);
    });
    opened.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) opened.alarms.push(`${new URL(opened.url()).pathname}: ${message.text()}`);
    });
    return opened;
  }
  const at = (path) => server.url + path;
  /** A test, with a picture of what the owner saw when it failed. */
  const step = (name, work, options = {}) =>
    test(name, { timeout: 120_000, ...options }, async () => {
      try {
        await work();
      } catch (error) {
        await picture(page, `failed-${name.replace(/\W+/g, '-').slice(0, 40)}`).catch(() => {});
        throw error;
      }
    });
  const titled = async (on, title) => {
    await on.getByRole('heading', { level: 1, name: title }).waitFor();
    await on.waitForLoadState();
  };
  const press = (on, name) => on.getByRole('button', { name, exact: true }).click();
  const follow = (on, name) => on.getByRole('link', { name, exact: true }).first().click();
  const reads = async (on, text) => on.getByText(text).first().waitFor();
  const fill = async (on, fields) => {
    for (const [id, value] of Object.entries(fields)) await on.locator(`[id="${id}"]`).fill(value);
  };
  const signIn = async (on, { email, password }) => {
    await on.goto(at('/sign-in'));
    await fill(on, { email, password });
    await press(on, 'Sign in');
    await titled(on, 'Overview');
  };
  /** Opens what asks first, answers, and does it. */
  const confirm = async (on, title, button = title, fields = {}) => {
    const asked = on.locator('details', { has: on.locator('summary', { hasText: new RegExp(`^\\s*${title}\\s*$`) }) });
    await asked.locator('summary').click();
    await fill(on, fields);
    await asked.getByRole('button', { name: button, exact: true }).click();
  };
  /** A page that only a form leads to, as it stands: it fits, is accessible, and a picture is kept. */
  const seen = async (on, name) => {
    for (const width of [360, 768, 1280]) {
      await on.setViewportSize({ width, height: 900 });
      await fits(on);
      if (width !== 768) await picture(on, `${name}-${width}-light`);
    }
    await accessible(on);
  };
  const file = async (on, name) => {
    const [download] = await Promise.all([on.waitForEvent('download'), follow(on, name)]);
    return download.path();
  };

  step('at the first start a link makes the owner, who is signed in', async () => {
    await page.goto(server.setupLink);
    await titled(page, 'Set up Vidimus');
    await fill(page, { name: 'Example School', owner: owner.name, email: owner.email, password: owner.password });
    await seen(page, 'setup');
    await press(page, 'Save and sign in');
    await titled(page, 'Ready');
    await follow(page, 'Open the portal');
    await titled(page, 'Overview');
    // A new organization begins with trials; what is for real begins with a press.
    await reads(page, 'TEST MODE');
    await seen(page, 'portal-in-test');
    await press(page, 'Live');
    assert.equal(await page.getByText('TEST MODE').count(), 0);
    await page.goto(server.setupLink);
    assert.equal(await page.locator('#password').count(), 0, 'the link works once');
  });

  step('the owner signs out, and in with the password, and in by a link in a mail', async () => {
    await page.goto(at('/portal'));
    await press(page, 'Sign out');
    await titled(page, 'Sign in');
    await page.goto(at('/portal/groups'));
    await titled(page, 'Sign in');
    await fill(page, { email: owner.email, password: owner.password });
    await press(page, 'Sign in');
    await titled(page, 'Groups');
    await press(page, 'Sign out');
    await follow(page, 'Sign in by a link in a mail');
    await fill(page, { email: owner.email });
    await press(page, 'Send the link');
    const { link } = await mailbox.next(owner.email);
    await page.goto(link);
    await press(page, 'Sign in');
    await titled(page, 'Overview');
  });

  step('X8 an access token is shown once, copied, and works', async () => {
    await follow(page, 'Integrations');
    await follow(page, 'Get access token');
    await fill(page, { label: 'Course site' });
    await page.check('#scope-write');
    await press(page, 'Get access token');
    await titled(page, 'Your access token');
    await seen(page, 'portal-integrations-minted');
    const secret = await page.locator('#token').innerText();
    const copied = async (id) => {
      await page.click(`[data-copy="#${id}"]`);
      return page.evaluate(() => navigator.clipboard.readText());
    };
    assert.equal(await copied('token'), secret);
    const { access_token: token } = JSON.parse(run('sh', '-c', await copied('curl')));
    const me = await (await fetch(at('/v1/auth/me'), { headers: { authorization: `Bearer ${token}` } })).json();
    assert.deepEqual([me.organization.name, me.mode], ['Example School', 'live']);
    await follow(page, 'I have kept it');
    await titled(page, 'Course site');
    const gone = async () => {
      // A page that is on its way cannot be read yet.
      let text;
      for (let tries = 0; text === undefined && tries < 50; tries++) text = await page.content().catch(() => page.waitForTimeout(100));
      assert.ok(text && !text.includes(secret), 'the secret is shown again');
    };
    await gone();
    // A browser either asks whether to send the form again, or does.
    await page.goBack().catch(() => {});
    await gone();
    await page.reload().catch(() => {});
    await gone();
    await page.goto(at('/portal/integrations'));
    await gone();
  });

  step('a group is made, with fields of its own', async () => {
    await page.goto(at('/portal'));
    await follow(page, 'Groups');
    await follow(page, 'New group');
    await titled(page, 'New group');
    await fill(page, { name: 'First Aid Course', description: 'Two days of first aid, with a test at the end.', criteria: 'Attend both days and pass the test.' });
    for (const [name, kind] of [['hours', 'integer'], ['grade', 'choice']]) {
      await press(page, 'Add a field');
      await page.keyboard.type(name);
      await page.keyboard.press('Tab');
      await page.getByLabel(`Kind of ${name}`).selectOption(kind);
    }
    await page.getByLabel('Values of grade').fill('A, B, C');
    await page.keyboard.press('Tab');
    await page.getByLabel('Required of grade').check();
    await press(page, 'Make the group');
    await titled(page, 'First Aid Course');
    known.group = new URL(page.url()).pathname.split('/').at(-1);
    assert.match(await page.locator('main').innerText(), /grade[\s\S]*Required/);
  });

  step('a template is chosen, and its preview follows the name typed', async () => {
    await page.goto(at('/portal'));
    await follow(page, 'Templates');
    await page.locator('.gallery a').nth(1).click();
    await titled(page, /^Modern/);
    const shown = page.locator('#page');
    const first = await shown.getAttribute('src');
    await page.fill('#field-recipient-name', 'Žofie Příkladová');
    await page.waitForFunction((before) => document.querySelector('#page').getAttribute('src') !== before, first);
    await page.waitForFunction(() => new URL(document.querySelector('#page').src).searchParams.get('field-recipient-name')?.endsWith('Příkladová'));
    assert.ok((await shown.evaluate(({ naturalWidth }) => naturalWidth)) > 0);
    const drawn = await (await page.request.get(await shown.evaluate(({ src }) => src))).text();
    assert.ok(drawn.includes('Příkladová'));
    await seen(page, 'portal-templates-preview');
    await page.selectOption('#group', known.group);
    await press(page, 'Use for this group');
    await reads(page, 'The group uses it from now on.');
  });

  step('the class list is imported: columns, rows at fault, progress, result', async () => {
    await page.goto(at(`/portal/groups/${known.group}`));
    await follow(page, 'Import a list');
    await page.setInputFiles('#file', classList);
    await press(page, 'Upload');
    const columns = await page.locator('.mapping select').evaluateAll((all) => all.map(({ value }) => value));
    assert.deepEqual(columns.map((one) => one.split('.').at(-1)), ['name', 'email', 'externalId', 'hours', 'grade']);
    await seen(page, 'portal-imports-columns');
    await press(page, 'Check the rows');
    await reads(page, '29 of 30 rows are right');
    assert.match(await page.locator('main table').innerText(), /25?\s+email/);
    assert.match(readFileSync(await file(page, 'Download them as CSV'), 'utf8'), /Faulty Example/);
    await seen(page, 'portal-imports-checked');
    await press(page, 'Issue 29 rows');
    await page.getByText('29 credentials issued').waitFor({ timeout: 60_000 });
    await seen(page, 'portal-imports-done');
    await follow(page, 'See them');
    await reads(page, 'अनन्या उदाहरण');
    await reads(page, 'ليلى مثال');
  });

  step('one is issued by hand and sent; the recipient opens the mail and the page behind its link', async () => {
    await page.goto(at(`/portal/groups/${known.group}`));
    await follow(page, 'Issue one');
    await titled(page, 'Issue: First Aid Course');
    await fill(page, { name: recipient.name, email: recipient.email });
    await page.getByLabel(/^hours/i).fill('12');
    await page.getByLabel(/^grade/i).selectOption('A');
    await page.waitForFunction(() => document.querySelector('#preview').src.includes('field-recipient-name=J%C3%BCrgen+M%C3%BC%C3%9Fig'));
    assert.ok((await page.locator('#preview').evaluate(({ naturalWidth }) => naturalWidth)) > 0);
    await seen(page, 'portal-issue-filled');
    await press(page, 'Issue and send');
    await titled(page, recipient.name);
    await reads(page, 'It is on its way to the recipient.');
    known.credential = new URL(page.url()).pathname.split('/').at(-1);
    const mail = await mailbox.next(recipient.email);
    assert.match(`${mail.subject} ${mail.text}`, /First Aid Course/);
    known.claim = new URL(mail.link).pathname;
    await page.goto(at('/portal/mail'));
    await page.locator(`a[href="/portal/mail/${mail.name}"]`).click();
    assert.equal(await page.getByRole('link', { name: mail.link }).getAttribute('href'), mail.link);

    known.recipient = await open();
    await known.recipient.goto(mail.link);
    await reads(known.recipient, recipient.name);
    await seen(known.recipient, 'claim-valid');
  });

  step('the recipient gets the certificate as PDF, whole, with the name on it, and a code that leads to the verify page', async () => {
    const pdf = await file(known.recipient, 'Certificate (PDF)');
    run('qpdf', '--check', pdf);
    assert.ok(run('pdftotext', '-layout', pdf, '-').includes(recipient.name));
    run('pdftoppm', '-r', '150', '-png', '-singlefile', pdf, pdf);
    known.code = code(readFileSync(`${pdf}.png`));
    assert.equal(known.code, at(`/verify/${known.credential}`));
  }, { skip: missing.length > 0 && !process.env.CI && `not installed: ${missing.join(', ')}` });

  step('the recipient is offered the credential for a wallet, as a code', async () => {
    await press(known.recipient, 'Take into a wallet');
    const shown = known.recipient.locator('.claim-qr img');
    assert.match(code(await shown.screenshot()), /^openid-credential-offer:\/\//);
    await seen(known.recipient, 'claim-wallet');
    quiet(known.recipient);
  });

  step('a stranger scans the code, and the browser checks the signature itself; revoked in the portal, it is seen revoked', async () => {
    const stranger = await open();
    await stranger.goto(known.code ?? at(`/verify/${known.credential}`));
    assert.equal(await stranger.locator('body').getAttribute('data-verdict'), 'valid');
    await stranger.locator('#own.pass').waitFor();
    const badge = async () => (await (await fetch(at(`/badge/${known.credential}.svg`))).text()).toLowerCase();
    assert.ok((await badge()).includes('valid'));
    await page.goto(at(`/portal/credentials/${known.credential}`));
    await confirm(page, 'Revoke', 'Revoke', { 'revoke-reason': 'Issued by mistake' });
    await reads(page, 'It is revoked.');
    await stranger.reload();
    assert.equal(await stranger.locator('body').getAttribute('data-verdict'), 'invalid');
    assert.match(await stranger.locator('.verdict').innerText(), /revoked/i);
    assert.match(await badge(), /revoked/);
    await known.recipient.goto(at(known.claim));
    await reads(known.recipient, /revoked/i);
    quiet(stranger);
    await stranger.context().close();
  });

  step('an endpoint is told of what happens, tested, and a delivery is sent again', async () => {
    await page.goto(at('/portal/webhooks'));
    await follow(page, 'Add endpoint');
    await fill(page, { url: receiver.url, description: 'Course site' });
    await page.check('#event-all');
    await press(page, 'Add endpoint');
    await titled(page, 'Signing secret');
    await seen(page, 'portal-webhooks-secret');
    await follow(page, 'I have kept it');
    await press(page, 'Send a test');
    await titled(page, 'The test arrived');
    await seen(page, 'portal-webhooks-tested');
    await follow(page, 'Back to the endpoint');
    const endpoint = page.url();
    await page.goto(at(`/portal/issue?group=${known.group}`));
    await fill(page, { name: 'Grace Example' });
    await page.getByLabel(/^grade/i).selectOption('B');
    await press(page, 'Issue');
    await titled(page, 'Grace Example');
    known.second = new URL(page.url()).pathname.split('/').at(-1);
    const told = (message) => message.body.includes(known.second);
    await receiver.first(told);
    await page.goto(`${endpoint}?type=credential.*`);
    await follow(page, 'credential.issued');
    const before = receiver.received.filter(told).length;
    await press(page, 'Send again');
    await receiver.first(() => receiver.received.filter(told).length > before);
  });

  step('each assistant gets its configuration, with the address of what is chosen', async () => {
    await page.goto(at('/portal'));
    await follow(page, 'Connect');
    await titled(page, 'Connect');
    assert.equal(await page.locator('#address').innerText(), at('/mcp'));
    await page.click('[data-copy="#address"]');
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), at('/mcp'));
    await page.check('#readonly');
    await page.waitForURL(/readonly=on/);
    assert.equal(await page.locator('#address').innerText(), at('/mcp/readonly'));
    for (const client of ['Claude Code', 'Cursor', 'VS Code', 'Codex']) {
      await follow(page, client);
      await page.locator(`.clients [aria-current]`, { hasText: client }).waitFor();
      assert.ok((await page.locator('main').innerText()).includes(at('/mcp/readonly')), client);
      await page.evaluate(() => document.querySelectorAll('main details').forEach((one) => (one.open = true)));
      await seen(page, `portal-connect-${client.toLowerCase().replace(' ', '-')}`);
    }
  });

  step('an assistant asks for access; the owner reads what for, allows it, and it calls a tool', async () => {
    let told;
    const listener = createServer((request, response) => {
      told?.(new URL(request.url, 'http://127.0.0.1'));
      response.end('Go back to the assistant.');
    });
    await new Promise((done) => listener.listen(0, '127.0.0.1', done));
    try {
      const redirect = `http://127.0.0.1:${listener.address().port}/callback`;
      const post = async (path, body, headers = {}) => (await fetch(path.startsWith('http') ? path : at(path), { method: 'POST', headers, body })).json();
      const json = { 'content-type': 'application/json' };
      const server_ = await (await fetch(at('/.well-known/oauth-authorization-server'))).json();
      const client = await post(server_.registration_endpoint, JSON.stringify({ client_name: 'Example Assistant', redirect_uris: [redirect], token_endpoint_auth_method: 'none' }), json);
      const verifier = 'v'.repeat(64);
      const asked = new URL(server_.authorization_endpoint);
      asked.search = new URLSearchParams({ response_type: 'code', client_id: client.client_id, redirect_uri: redirect, state: 'kept', resource: at('/mcp'), scope: 'credentials:read groups:read credentials:issue', code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' });
      // In a browser where nobody is signed in yet: signing in leads back to the question.
      const on = await open();
      await on.goto(asked.href);
      await titled(on, 'Sign in');
      await fill(on, { email: owner.email, password: owner.password });
      await press(on, 'Sign in');
      await reads(on, 'Example Assistant');
      await seen(on, 'consent');
      const arrived = new Promise((done) => (told = done));
      await on.locator('#mode-live').check();
      await on.getByRole('button', { name: /^Allow|^Connect|^Authorize/ }).click();
      const back = await arrived;
      assert.equal(back.searchParams.get('state'), 'kept');
      // Nothing was stopped on the way there by a policy of ours.
      assert.deepEqual(on.alarms.filter((alarm) => !alarm.startsWith(`request: http://127.0.0.1`)), []);
      await on.context().close();
      const tokens = await post(server_.token_endpoint, new URLSearchParams({ grant_type: 'authorization_code', code: back.searchParams.get('code'), redirect_uri: redirect, code_verifier: verifier, client_id: client.client_id, resource: at('/mcp') }));
      known.invoke = (name, args) => request('tools/call', { name, arguments: args }, { token: tokens.access_token, path: at('/mcp') });
      const answer = await known.invoke('listGroups', {});
      assert.match(answer.text, /First Aid Course/);
    } finally {
      listener.close();
      listener.closeAllConnections();
    }
  });

  step('a rule makes a call of the assistant wait; the owner reads and approves it, and it is carried out once', async () => {
    await page.goto(at('/portal/approvals/rules/new'));
    await fill(page, { name: 'Issuing needs a person', tool: 'issueCredential' });
    await seen(page, 'portal-approvals-rule');
    await press(page, 'Add rule');
    const call = { groupId: known.group, recipient: { name: 'Olga Example' }, claims: { grade: 'B' } };
    const waits = await known.invoke('issueCredential', call);
    assert.equal(waits.answer.result.isError, true, waits.text);
    const [approvalId] = waits.text.match(/apr_[0-9a-z]+/);
    await page.goto(at('/portal/approvals'));
    await follow(page, 'issueCredential');
    await reads(page, /Olga Example/);
    await seen(page, 'portal-approvals-call');
    await press(page, 'Approve this call');
    const issued = await known.invoke('issueCredential', { ...call, approvalId });
    assert.notEqual(issued.answer.result.isError, true, issued.text);
    assert.match(issued.text, /cred_/);
    assert.equal((await known.invoke('issueCredential', { ...call, approvalId })).answer.result.isError, true, 'an approval is good once');
    await page.goto(at('/portal/credentials'));
    await reads(page, 'Olga Example');
  });

  step('the owner ends what the assistant may do, and its next call is refused', async () => {
    await page.goto(at('/portal'));
    await follow(page, 'Assistants');
    await reads(page, 'Example Assistant');
    await seen(page, 'portal-assistants-one');
    await confirm(page, 'Revoke', 'Revoke access');
    await reads(page, 'No assistant is connected');
    assert.equal((await known.invoke('listGroups', {})).status, 401);
  });

  step('the audit record shows what was done, is exported, and verifies', async () => {
    await page.goto(at('/portal'));
    await follow(page, 'Audit');
    await fill(page, { resource: known.credential });
    await press(page, 'Filter');
    for (const kind of ['credential.issued', 'credential.revoked']) await reads(page, kind);
    await page.goto(at('/portal/audit?kind=mcp.tool_called'));
    await reads(page, 'mcp.tool_called');
    await page.goto(at(`/portal/audit?resource=${known.credential}`));
    assert.match(readFileSync(await file(page, 'Export CSV'), 'utf8'), /credential\.revoked/);
    await press(page, 'Verify');
    await titled(page, 'Nothing is wrong');
    await seen(page, 'portal-audit-verified');
  });

  step('a viewer is invited, joins in another browser, and can get no access token', async () => {
    await page.goto(at('/portal'));
    await follow(page, 'Members');
    await fill(page, { email: viewer.email });
    await page.selectOption('#role', 'viewer');
    await press(page, 'Send invitation');
    await reads(page, 'The invitation is on its way.');
    const { link } = await mailbox.next(viewer.email);
    const other = await open();
    await other.goto(link);
    await titled(other, 'Join Example School');
    await seen(other, 'join');
    await fill(other, { name: viewer.name, password: viewer.password });
    await press(other, 'Accept and sign in');
    await titled(other, 'Overview');
    await press(other, 'Live');
    assert.equal(await other.getByRole('link', { name: 'Integrations' }).count(), 0);
    for (const path of ['/portal/integrations', '/portal/integrations/new']) {
      await other.goto(at(path));
      assert.equal(await other.getByRole('button', { name: 'Get access token' }).count() + await other.getByRole('link', { name: 'Get access token' }).count(), 0);
    }
    await other.goto(at(`/portal/credentials/${known.second}`));
    await titled(other, 'Grace Example');
    assert.equal(await other.getByRole('button', { name: /revoke|send/i }).count(), 0);
    quiet(other);
    known.viewer = other;
  });

  step('the viewer turns a second step on, and signs in with it', async () => {
    const on = known.viewer;
    await on.goto(at('/account'));
    await follow(on, 'Turn it on');
    await press(on, 'Turn it on');
    await titled(on, 'Set up your authenticator');
    await seen(on, 'account-authenticator');
    const secret = (await on.locator('#secret').innerText()).replaceAll(/\s/g, '');
    assert.match(code(await on.locator('.qr').screenshot()), new RegExp(`^otpauth://totp/.*secret=${secret}`, 'i'));
    await fill(on, { code: totp(secret) });
    await press(on, 'Turn it on');
    await titled(on, 'Your recovery codes');
    await seen(on, 'account-codes');
    const [recovery] = (await on.locator('#codes').innerText()).split('\n');
    await follow(on, 'I have kept them');
    await press(on, 'Sign out here');
    await fill(on, { email: viewer.email, password: viewer.password });
    await press(on, 'Sign in');
    await titled(on, 'Second step');
    await seen(on, 'sign-in-second');
    await on.goto(at('/portal'));
    assert.equal(await on.getByRole('heading', { name: 'Overview' }).count(), 0, 'one step is not enough');
    await on.goto(at('/sign-in/second'));
    await fill(on, { code: recovery });
    await press(on, 'Go on');
    await on.goto(at('/portal'));
    await titled(on, 'Overview');
    quiet(on);
    await on.context().close();
  });

  step('without a script everything can be done by forms', async () => {
    const plain = await open({ scripts: false });
    await signIn(plain, owner);
    await plain.goto(at('/portal/connect?client=codex'));
    await plain.check('#readonly');
    await press(plain, 'Show');
    assert.match(await plain.locator('#sign-in-command').innerText(), /codex mcp add vidimus --url \S+\/mcp\/readonly/);
    await plain.goto(at('/portal/integrations/new'));
    await fill(plain, { label: 'Without scripts' });
    await press(plain, 'Get access token');
    assert.match(await plain.locator('#token').innerText(), /^vdm_live_/);
    await plain.goto(at('/portal/groups/new'));
    await fill(plain, { name: 'Plain Course' });
    await press(plain, 'Make the group');
    await titled(plain, 'Plain Course');
    await follow(plain, 'Issue one');
    await fill(plain, { name: 'Ivan Example' });
    await press(plain, 'Issue');
    await titled(plain, 'Ivan Example');
    const id = new URL(plain.url()).pathname.split('/').at(-1);
    await plain.goto(at('/portal/imports'));
    await plain.selectOption('#group', { label: 'Plain Course' });
    await plain.setInputFiles('#file', classList);
    await press(plain, 'Upload');
    await press(plain, 'Check the rows');
    await plain.getByRole('button', { name: /^Issue \d+ rows$/ }).click({ timeout: 30_000 });
    await plain.getByText(/\d+ credentials issued/).waitFor({ timeout: 60_000 });
    await plain.goto(at(`/portal/credentials/${id}`));
    await confirm(plain, 'Revoke', 'Revoke', { 'revoke-reason': 'A trial' });
    await reads(plain, 'It is revoked.');
    const jwt = await (await fetch(at(`/verify/${id}/document?form=jwt`))).text();
    await plain.goto(at('/verify'));
    await plain.fill('#text', jwt);
    await plain.click('button[type=submit]');
    assert.equal(await plain.locator('body').getAttribute('data-verdict'), 'invalid');
    assert.match(await plain.locator('.verdict').innerText(), /revoked/i);
    quiet(plain);
    await plain.context().close();
  });

  step('every page fits at every width and is accessible in the light and in the dark', async () => {
    const wrong = page.alarms.splice(0);
    const pages = await pagesFrom(page, server.url, '/portal', '/portal/mail', '/portal/mail/settings', '/portal/issue', `/portal/credentials/${known.second}`, `/portal/groups/${known.group}`, '/account', '/operator');
    pages.push({ name: 'portal-nothing', path: '/portal/nothing' });
    const strangers = ['/sign-in', '/sign-in/link', '/sign-in/forgotten', '/sign-up', '/verify', `/verify/${known.second}`, `/verify/${known.second}/report`, '/c'].map((path) => ({ name: path.slice(1).replaceAll('/', '-').replace(known.second, 'valid'), path }));
    // The page of the recipient, by now of a credential that is revoked.
    const claim = ['', '/erase'].map((path) => ({ name: `claim${path.replace('/', '-')}`, path: known.claim + path }));
    assert.ok(pages.length > 31, `only ${pages.map(({ path }) => path)}`);
    const stranger = await open();
    const all = async (on, list) => {
      for (const one of list) wrong.push(...(await look(on, server.url, one)));
    };
    await Promise.all([all(page, pages), all(stranger, [...strangers, ...claim])]);
    await stranger.context().close();
    assert.deepEqual(wrong, []);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
  }, { timeout: 280_000 });

  step('X1 names that are attacks are typed on every page, and run on none', async () => {
    const host = `${evil}`.slice(0, 190);
    await page.goto(at('/account'));
    await fill(page, { name: host });
    await press(page, 'Save');
    await page.goto(at('/portal/settings'));
    await fill(page, { name: host });
    await page.locator('form[action="/portal/settings"] button').click();
    await page.goto(at('/portal/groups/new'));
    await fill(page, { name: host, description: evil, criteria: evil, tags: evil.slice(0, 50), code: evil.slice(0, 90) });
    await press(page, 'Make the group');
    await titled(page, host);
    const group = new URL(page.url()).pathname.split('/').at(-1);
    await page.goto(at(`/portal/issue?group=${group}`));
    await fill(page, { name: host, externalId: host, title: host, description: evil, email: 'evil@example.org' });
    await press(page, 'Issue and send');
    await titled(page, host);
    const credential = new URL(page.url()).pathname.split('/').at(-1);
    const { link, name } = await mailbox.next('evil@example.org');
    await page.goto(at('/portal/integrations/new'));
    await fill(page, { label: evil.slice(0, 95) });
    await press(page, 'Get access token');
    await titled(page, 'Your access token');
    await follow(page, 'I have kept it');
    const key = new URL(page.url()).pathname;
    await page.goto(at('/portal/webhooks/new'));
    await fill(page, { url: `${receiver.url}?${evil.replaceAll(' ', '/')}`, description: evil });
    await page.check('#event-all');
    await press(page, 'Add endpoint');
    await titled(page, 'Signing secret');
    await follow(page, 'I have kept it');
    const endpoint = new URL(page.url()).pathname;
    const csv = Buffer.from(`name,email,"${evil.replaceAll('"', '""')}"\n"${evil.replaceAll('"', '""')}",not an address,"${evil.replaceAll('"', '""')}"\n`);
    await page.goto(at(`/portal/imports?group=${group}`));
    await page.setInputFiles('#file', { name: `${evil.replaceAll('/', '')}.csv`, mimeType: 'text/csv', buffer: csv });
    await press(page, 'Upload');
    await press(page, 'Check the rows');
    await reads(page, /No row can be issued|rows? (are|is) right/);
    const pages = await pagesFrom(page, server.url, `/portal/groups/${group}`, `/portal/credentials/${credential}`, key, endpoint, `/portal/mail/${name}`, `/portal/imports?group=${group}`, '/portal', '/account', '/operator');
    for (const { path } of [...pages, ...[`/portal/mail/groups/${group}`, `/verify/${credential}`, `/verify/${credential}/report`, `/badge/${credential}`, new URL(link).pathname].map((path) => ({ path }))]) {
      await page.goto(at(path));
      await page.evaluate(() => Promise.all([...document.querySelectorAll('details')].map((one) => (one.open = true))));
      await fits(page).catch((error) => assert.fail(`${path}: ${error.message}`));
    }
    quiet(page);
  });
});
