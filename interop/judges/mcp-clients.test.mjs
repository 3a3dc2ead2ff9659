// The official TypeScript clients (2.4.0 in both eras, 1.32.2), on Node 22, with a person at the real pages: discovery, registration or a
// document, PKCE, resource, consent, calls, more scopes, renewal, and the end of a grant.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { judge, skip } from '../support/node22.mjs';
import { openPerson } from '../support/person.mjs';
import { call, done, newGroup, url } from '../support/vidimus.mjs';
import { openWeb } from '../support/web.mjs';
import { initialize, invoke } from '../support/mcp.mjs';

describe('MCP clients', { skip }, () => {
  let person, web, group;
  before(async () => {
    [person, web] = await Promise.all([openPerson('Assistant Academy'), openWeb()]);
    group = await newGroup({ name: 'First aid' }, person.key);
  });
  after(() => web?.close());

  test('the official clients', { timeout: 120_000 }, (t) => {
    const document = web.put('/interop-client.json', {
      client_id: web.url('/interop-client.json'),
      client_name: 'Interop by document',
      redirect_uris: ['http://localhost:41234/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    });
    return judge(t, 'mcp-clients.mjs', {
      authorize: ({ address, how }) => person.authorize(address, how),
      operate: {
        status: async ({ token, path = '/mcp' }) => (await initialize(token, path)).status,
        // What the challenge of a refused call names.
        challenge: async ({ token }) => (await invoke(token, 'issueCredential', { groupId: group.id, recipient: { name: 'Ada Example' } })).headers.get('www-authenticate').match(/scope="([^"]+)"/)[1],
        rule: async (rule) => (await done('POST', '/v1/approval-rules', { key: person.key, body: rule })).id,
        noRule: async (id) => (await call('DELETE', `/v1/approval-rules/${id}`, { key: person.key })).status,
        approve: async (address) => {
          // Whoever looks at test data is told where a call with live data waits.
          const otherwise = await person.get(address);
          assert.match(otherwise.words, /switch to live mode/);
          await person.look('Live');
          const page = await person.get(address);
          const after = await person.submit(page, page.forms.find(({ action }) => action?.endsWith('/approve')));
          if (after.status !== 200) throw new Error(`${after.status} ${after.words}`);
        },
        revoke: async ({ client }) => {
          const { data } = await done('GET', '/v1/grants?state=active', { key: person.key });
          for (const grant of data.filter(({ clientId }) => clientId === client)) {
            const answer = await call('DELETE', `/v1/grants/${grant.id}`, { key: person.key });
            if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
          }
        },
      },
      env: { VIDIMUS_URL: url, INTEROP_GROUP: group.id, INTEROP_DOCUMENT: document },
    });
  });
});
