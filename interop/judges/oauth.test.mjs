// The OAuth server under two libraries of others and the official conformance runner, with a person at the real pages.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { initialize } from '../support/mcp.mjs';
import { judge, program, skip, start } from '../support/node22.mjs';
import { openPerson } from '../support/person.mjs';
import { done, url } from '../support/vidimus.mjs';

describe('OAuth server', { skip }, () => {
  let person;
  before(async () => {
    person = await openPerson('Authorization Academy');
  });
  const asked = {
    authorize: ({ address, how }) => person.authorize(address, how),
    operate: { status: async ({ token, path = '/mcp' }) => (await initialize(token, path)).status },
    env: { VIDIMUS_URL: url },
  };

  test('oauth4webapi', { timeout: 180_000 }, (t) => judge(t, 'oauth4webapi.mjs', asked));
  test('openid-client', { timeout: 120_000 }, (t) => judge(t, 'openid-client.mjs', asked));

  test('the conformance runner for authorization servers is green', { timeout: 120_000 }, async () => {
    const port = 41237;
    const metadata = await done('GET', '/.well-known/oauth-authorization-server', { key: null });
    const { client_id: client } = await done('POST', metadata.registration_endpoint, { key: null, body: { client_name: 'Conformance', redirect_uris: [`http://127.0.0.1:${port}/callback`], token_endpoint_auth_method: 'none' } });
    let failed;
    const runner = start(program('@modelcontextprotocol/conformance/dist/index.js'), ['authorization', '--url', url, '--client-id', client, '--resource', `${url}/mcp`, '-p', String(port)], {
      onLine(line) {
        if (!line.includes('response_type=code')) return;
        // The runner listens for the browser itself.
        person.authorize(line.trim()).then((back) => fetch(back)).catch((error) => { failed = error; runner.stop(); });
      },
    });
    const code = await runner.ended;
    if (failed) throw failed;
    assert.equal(code, 0, runner.heard.out + runner.heard.error);
    assert.doesNotMatch(runner.heard.out, /✗|FAILURE|SKIPPED/, runner.heard.out);
    assert.match(runner.heard.out, /authorization-code-grant/);
  });
});
