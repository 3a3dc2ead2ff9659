// A real browser with a virtual authenticator (Chrome DevTools Protocol, domain WebAuthn): a passkey is added, signs in without a
// password, is named and removed; without the holder being verified it opens nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, skip } from '../support/browser.mjs';
import { operate } from '../support/server.mjs';
import { url } from '../support/vidimus.mjs';

const password = 'four plain words together';
const email = `passkeys.${process.pid}@example.org`;
let browser, page, authenticator, cdp;

const authenticatorOptions = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

before(async () => {
  if (skip) return;
  const created = await operate('create-organization', 'Passkey Academy');
  const organization = created.match(/org_[a-z0-9]+/)[0];
  const link = (await operate('add-owner', organization, email, 'Ada Example')).match(/\/sign-in\/reset\/[A-Za-z0-9_-]+/)[0];
  browser = await openBrowser();
  page = await (await browser.newContext()).newPage();
  cdp = await page.context().newCDPSession(page);
  await page.goto(url + link);
  await page.getByLabel('password').fill(password);
  await page.getByRole('button', { name: 'Set it and sign in' }).click();
  await page.waitForURL(`${url}/portal`);
  await page.context().clearCookies();
  await cdp.send('WebAuthn.enable');
  ({ authenticatorId: authenticator } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: authenticatorOptions }));
});

after(() => browser?.close());

const credentials = async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId: authenticator })).credentials;

async function signInWithPasskey() {
  await page.context().clearCookies();
  await page.goto(`${url}/sign-in?return=/account`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
}

test('a member adds a passkey and signs in with it alone', { skip }, async () => {
  await page.goto(`${url}/sign-in?return=/account/passkeys`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(`${url}/account/passkeys`);
  await page.getByLabel('Name of the new passkey').fill('Laptop');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('button', { name: 'Remove Laptop' }).waitFor();
  const [credential] = await credentials();
  assert.equal(credential.isResidentCredential, true);
  assert.equal(credential.rpId, 'localhost');

  await signInWithPasskey();
  await page.waitForURL(`${url}/account`);
  assert.match(await page.content(), new RegExp(email.replaceAll('.', '\\.')));
});

test('a device that has a passkey for the account is told so', { skip }, async () => {
  await page.goto(`${url}/account/passkeys`);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('has a passkey for your account already').waitFor();
});

test('a passkey whose holder was not verified opens nothing', { skip }, async () => {
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId: authenticator, isUserVerified: false });
  await signInWithPasskey();
  await page.getByText('Try again').first().waitFor();
  await page.goto(`${url}/account`);
  assert.match(page.url(), /\/sign-in/);
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId: authenticator, isUserVerified: true });
});

test('an answer to a challenge is taken once', { skip }, async () => {
  await page.context().clearCookies();
  const sent = page.waitForRequest((r) => r.method() === 'POST' && r.url() === `${url}/sign-in/passkey`);
  await page.goto(`${url}/sign-in?return=/account`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  const request = await sent;
  await page.waitForURL(`${url}/account`);
  const cookies = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
  const again = await fetch(`${url}/sign-in/passkey`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: cookies, origin: url },
    body: request.postData(),
  });
  assert.ok([401, 403].includes(again.status), `${again.status}`);
});

test('a passkey is renamed and, once removed, opens nothing', { skip }, async () => {
  await page.goto(`${url}/account/passkeys`);
  await page.getByLabel('Name of the passkey').fill('Old laptop');
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('button', { name: 'Remove Old laptop' }).click();
  await page.getByText('You have no passkey yet').waitFor();
  await signInWithPasskey();
  await page.getByText('No account here knows this passkey').waitFor();
});
