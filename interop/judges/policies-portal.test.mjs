// Policies on the portal's pages, in a real Chromium: a program loads the sample set, an owner searches and reads, evaluates a policy,
// sees what changed, acknowledges one change and several, and sets the weekly digest. Every page at every width, light and dark.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { accessible, fits, openBrowser, openPage, picture, quiet, skip } from '../support/browser.mjs';
import { look } from '../support/pages.mjs';
import { startServer } from '../support/server.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const sample = join(root, 'samples/policies/policies.jsonl');
const evil = `<script>alarm('script')</script>"'><img src=x onerror="alarm('image')">`;
const owner = { name: 'Ada Example', email: 'owner@example.org', password: 'a quiet horse reads maps' };

describe('policies in the portal', { skip: skip || (!existsSync(sample) && 'the sample set is not there') }, () => {
  let server;
  let browser;
  let page;
  let policies;

  before(async () => {
    [server, browser] = await Promise.all([startServer(root), openBrowser()]);
    page = await openPage(browser, { at: server.url });
    page.setDefaultTimeout(15_000);
    policies = readFileSync(sample, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const at = (path) => server.url + path;
  const call = async (method, path, body) => {
    const answer = await fetch(at(path), {
      method,
      headers: { authorization: `Bearer ${server.liveKey}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text && JSON.parse(text);
  };
  const step = (name, work) =>
    test(name, { timeout: 120_000 }, async () => {
      try {
        await work();
      } catch (error) {
        await picture(page, `failed-policies-${name.replace(/\W+/g, '-').slice(0, 40)}`).catch(() => {});
        throw error;
      }
    });
  const titled = async (title) => {
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page.waitForLoadState();
  };
  const press = (name) => page.getByRole('button', { name, exact: true }).click();
  const follow = (name) => page.getByRole('link', { name }).first().click();

  step('the owner signs in, and a program loads the sample set', async () => {
    await page.goto(server.setupLink);
    for (const [id, value] of Object.entries({ name: 'Example Clinic', owner: owner.name, email: owner.email, password: owner.password })) await page.locator(`[id="${id}"]`).fill(value);
    await press('Save and sign in');
    await page.goto(at('/portal'));
    await press('Live');
    const { id } = await call('POST', '/v1/policy-imports', { kind: 'policies', source: 'sample', fingerprint: randomUUID(), baseline: true });
    const outcome = await call('PUT', `/v1/policy-imports/${id}/batches/1`, { records: [...policies, { id: 'not an id', title: evil, type: 'LCD' }] });
    assert.ok(outcome.errors.length > 0, 'one record is wrong');
    await call('POST', `/v1/policy-imports/${id}/finish`, {});
    await page.goto(at('/portal/policy-imports'));
    await titled('Imports of policies');
    await follow(/^Policies from sample$/);
    await titled('Policies from sample');
    await page.getByRole('heading', { name: 'Records that were refused' }).waitFor();
  });

  step('a policy is found by its words, and read', async () => {
    const [first] = policies;
    await page.goto(at('/portal/policies'));
    await titled('Policies');
    await page.getByRole('searchbox').fill(first.title.split(' ').slice(0, 3).join(' '));
    await page.keyboard.press('Enter');
    await follow(first.title);
    await titled(first.title);
    for (const part of ['Criteria', 'Codes', 'Changes', 'Evaluate', 'Text']) {
      const parts = page.getByRole('navigation', { name: 'Parts of the policy' });
      await parts.getByRole('link', { name: new RegExp(`^${part}`) }).click();
      await parts.locator('[aria-current="page"]', { hasText: part }).waitFor();
    }
  });

  step('facts that are entered are evaluated, and what is missing is said', async () => {
    const some = policies.find((p) => p.criteria?.some((c) => c.logic));
    await page.goto(at(`/portal/policies/${some.id}?part=evaluate`));
    await press('Evaluate');
    await page.getByRole('status').waitFor();
    await page.getByText('Cannot be said').first().waitFor();
    await accessible(page);
    await fits(page);
  });

  step('a code is looked up, and words lead to codes', async () => {
    await page.goto(at('/portal/policy-codes'));
    await page.getByRole('searchbox').fill(policies[0].codes[0].code);
    await press('Look up');
    await page.getByRole('heading', { name: 'Policies that speak of it' }).waitFor();
  });

  step('what changed is seen: codes added and removed', async () => {
    const [one, two, three, four] = policies;
    await call('PUT', `/v1/policies/${one.id}`, { ...one, codes: [...one.codes.slice(1), { code: 'J3490', system: 'HCPCS', disposition: 'conditional' }] });
    await call('PUT', `/v1/policies/${two.id}`, { ...two, title: `${two.title} ${evil}` });
    await call('PUT', `/v1/policies/${three.id}`, { ...three, status: 'retired' });
    await call('PUT', `/v1/policies/${four.id}`, { ...four, status: 'retired' });
    await page.goto(at('/portal/policy-changes'));
    await titled('Changes of policies');
    await page.locator('summary', { hasText: 'What changed' }).first().click();
    await page.getByRole('heading', { name: /^Added/ }).waitFor();
    await page.getByRole('heading', { name: /^Removed/ }).waitFor();
    await page.getByText('J3490').first().waitFor();
    await accessible(page);
  });

  step('one change is acknowledged by its button, the others together and by the keyboard', async () => {
    await page.goto(at('/portal/policy-changes/unreviewed'));
    await titled('Changes to look at');
    await page.getByRole('button', { name: /^Acknowledge the change of/ }).first().click();
    await page.getByText('1 change is acknowledged.').waitFor();
    // Return on a chosen row takes that one, and not the first of the list.
    const rows = page.getByRole('checkbox', { name: /^Choose the change of/ });
    const before = await rows.evaluateAll((all) => all.map((box) => box.value));
    await page.goto(at('/portal/policy-changes/unreviewed'));
    await rows.last().focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.getByText('1 change is acknowledged.').waitFor();
    assert.deepEqual(await rows.evaluateAll((all) => all.map((box) => box.value)), before.slice(0, -1));
    const all = page.getByRole('checkbox', { name: 'Choose all on this page' });
    await all.check();
    await page.getByText('2 chosen').waitFor();
    await all.uncheck();
    assert.equal(await page.getByRole('checkbox', { name: /^Choose the change of/, checked: true }).count(), 0);
    await page.getByLabel('Notes').fill('SSN 123-45-6789');
    for (const box of await page.getByRole('checkbox', { name: /^Choose the change of/ }).all()) {
      await box.focus();
      await page.keyboard.press('Space');
    }
    await press('Acknowledge those chosen');
    await page.getByRole('alert').waitFor();
    await page.getByText('identifier of a patient').first().waitFor();
    await page.getByLabel('Notes').fill('Billing was told.');
    await press('Acknowledge those chosen');
    await page.getByText('2 changes are acknowledged.').waitFor();
    await page.getByText('Nothing to look at').waitFor();
    await follow(/^Acknowledged$/);
    await titled('Acknowledged changes');
    await page.getByText('Billing was told.').first().waitFor();
    assert.equal((await call('GET', '/v1/compliance/stats')).acknowledgmentRate, 100);
  });

  step('the weekly digest is set', async () => {
    await follow(/^Weekly digest$/);
    await titled('Weekly digest');
    await page.getByLabel('Send a weekly digest').check();
    await page.getByLabel('Day', { exact: true }).selectOption('friday');
    await page.getByLabel('Time zone').fill('Nowhere/Here');
    await press('Save');
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Time zone').fill('America/New_York');
    await press('Save');
    await page.getByText('Saved.').waitFor();
    const settings = await call('GET', '/v1/compliance/settings');
    assert.deepEqual([settings.weeklyDigest, settings.weekday, settings.timeZone], [true, 'friday', 'America/New_York']);
  });

  step('a gate is made and paused', async () => {
    await page.goto(at('/portal/policy-gates'));
    await titled('Gates');
    await page.getByLabel('Name').fill('Sample gate');
    await page.getByLabel('Policy', { exact: true }).fill('no-such-policy');
    await press('Add gate');
    await page.getByRole('alert').waitFor();
    await accessible(page);
  });

  step('every page fits and is accessible at every width, light and dark', async () => {
    const { data } = await call('GET', '/v1/policy-imports');
    const id = policies[0].id;
    const pages = [
      ['policies', '/portal/policies'],
      ['policies-nothing', '/portal/policies?q=nothingatall'],
      ...['', 'criteria', 'codes', 'history', 'evaluate'].map((part) => [`policy-${part || 'text'}`, `/portal/policies/${id}${part && `?part=${part}`}`]),
      ['policy-codes', `/portal/policy-codes?code=${policies[0].codes[0].code}`],
      ['policy-changes', '/portal/policy-changes'],
      ['policy-unreviewed', '/portal/policy-changes/unreviewed'],
      ['policy-acknowledged', '/portal/policy-changes/acknowledged'],
      ['policy-digest', '/portal/policy-changes/digest'],
      ['policy-imports', '/portal/policy-imports'],
      ['policy-import', `/portal/policy-imports/${data[0].id}`],
      ['policy-gates', '/portal/policy-gates'],
    ];
    const wrong = [];
    for (const [name, path] of pages) wrong.push(...(await look(page, server.url, { name, path })));
    assert.deepEqual(wrong, []);
    quiet(page);
  });
});
