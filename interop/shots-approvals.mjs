import { chromium } from 'playwright-core';
const base = 'http://localhost:5871';
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const link = process.argv[2], live = process.argv[3];
const p = await b.newPage({ viewport: { width: 1280, height: 900 } });
await p.goto(link);
console.log(await p.title());
const inputs = await p.$$eval('input', (i) => i.map((x) => [x.name, x.type]));
console.log(JSON.stringify(inputs));
for (const [n, v] of [['name', 'Example Academy'], ['owner', 'Ada Example'], ['email', 'ada@example.org'], ['organization', 'Example Academy'], ['password', 'four plain words together'], ['again', 'four plain words together']])
  if (inputs.some(([x]) => x === n)) await p.fill(`input[name=${n}]`, v);
await p.click('main button, button.primary, form button');
await p.waitForLoadState();
console.log(p.url(), await p.title());
const api = async (path, body, key, headers = {}) => {
  const r = await fetch(base + path, { method: 'POST', headers: { authorization: 'Bearer ' + key, 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  return r.json();
};
await api('/v1/approval-rules', { name: 'Issuing needs a person', tool: 'issueCredential', fourEyes: true }, live);
await api('/v1/approval-rules', { name: 'More than 50 a day', scope: 'credentials:issue', countOver: 50, periodSeconds: 86400, callers: 'keys' }, live);
await api('/v1/approval-rules', { name: 'Webhooks', scope: 'webhooks:write', enabled: false }, live);
const key = (await api('/v1/keys', { label: 'Desk assistant', mode: 'live', scopes: ['write'], forAssistant: true }, live)).secret;
const group = (await api('/v1/groups', { name: 'First Aid' }, live)).id;
const one = await api('/v1/credentials', { groupId: group, recipient: { name: 'Grace Example', email: 'grace@example.org' }, validUntil: '2027-11-30T00:00:00Z' }, key);
await api('/v1/credentials', { groupId: group, recipient: { name: 'Ada \u202Eelpmaxe' } }, key);
console.log(JSON.stringify(one));
const id = one.error.details.approvalId;
await p.goto(base + '/portal');
if (p.url().includes('sign-in')) { await p.fill('input[name=email]', 'ada@example.org'); await p.fill('input[name=password]', 'four plain words together'); await p.click('form button.primary, form button'); await p.waitForLoadState(); }
const liveButton = await p.$('aside button[name=mode][value=live]');
if (liveButton) { await liveButton.click(); await p.waitForLoadState(); }
let n = 0;
const shot = async (path) => { await p.goto(base + path); await p.screenshot({ path: `/tmp/w/approvals-shot-${++n}.png`, fullPage: true }); console.log(path, p.url()); };
await shot('/portal/approvals');
await shot(`/portal/approvals/${id}`);
await shot('/portal/approvals/rules');
await shot('/portal/approvals/rules/new');
await p.setViewportSize({ width: 390, height: 800 });
await shot(`/portal/approvals/${id}`);
await shot('/portal/approvals');
await b.close();
