// curl, fetch and Python's requests, as the compatible surfaces' own documentation calls them: only host and key differ.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { done, url } from '../support/vidimus.mjs';

const exec = promisify(execFile);
const mint = (family, mode, more = {}) => done('POST', '/v1/keys', { body: { label: `${family} ${mode}`, family, mode, scopes: ['read'], ...more } });

/** Runs a documented example in a shell, with the key in the variable the example uses. */
async function shell(text, key) {
  const { stdout } = await exec('bash', ['-euo', 'pipefail', '-c', text], { env: { ...process.env, VERITY_API_KEY: key, VERDACERT_API_KEY: key } });
  return stdout;
}

describe('a Verity client', () => {
  let key;
  before(async () => {
    key = await mint('vrt', 'live');
  });

  test('has a key of the documented form', () => {
    assert.match(key.secret, /^vrt_live_[A-Za-z0-9]+_[A-Za-z0-9]{4}$/);
  });

  test('asks for health with curl and the key in the line', async () => {
    const answer = JSON.parse(await shell(`curl -s -X GET "${url}/api/v1/health" \\\n-H "Authorization: Bearer ${key.secret}"`));
    assert.equal(answer.success, true);
    assert.equal(answer.data.status, 'healthy');
  });

  test('asks for health with curl and the key in the environment', async () => {
    const answer = JSON.parse(await shell(`curl -s -X GET "${url}/api/v1/health" \\\n-H "Authorization: Bearer $VERITY_API_KEY"`, key.secret));
    assert.equal(answer.success, true);
  });

  test('asks for health with fetch', async () => {
    const response = await fetch(`${url}/api/v1/health`, {
      headers: {
        Authorization: `Bearer ${key.secret}`,
      },
    });
    assert.equal(response.status, 200);
  });

  test('asks for health with Python', async () => {
    const program = `
try:
    import requests
    get = lambda u, headers: requests.get(u, headers=headers).status_code
except ImportError:
    import urllib.request
    get = lambda u, headers: urllib.request.urlopen(urllib.request.Request(u, headers=headers)).status
import os
status = get(
    '${url}/api/v1/health',
    headers={'Authorization': f'Bearer {os.environ["VERITY_API_KEY"]}'}
)
assert status == 200, status
`;
    await exec('python3', ['-c', program], { env: { ...process.env, VERITY_API_KEY: key.secret } });
  });

  test('is refused with the documented body, to the letter, when the key is unknown', async () => {
    const response = await fetch(`${url}/api/v1/health`, { headers: { Authorization: 'Bearer vrt_live_xxxx' } });
    assert.equal(response.status, 401);
    assert.deepEqual(await response.json(), {
      success: false,
      error: { code: 'AUTH_INVALID_KEY', message: 'Invalid API key', hint: 'Check that your API key is correct and active' },
    });
  });

  for (const [what, header, code] of [
    ['another scheme', 'Token abc', 'AUTH_INVALID_FORMAT'],
    ['an empty token', 'Bearer ', 'AUTH_INVALID_FORMAT'],
  ]) {
    test(`is told ${code} for ${what}`, async () => {
      const response = await fetch(`${url}/api/v1/health`, { headers: { Authorization: header } });
      assert.deepEqual([response.status, (await response.json()).error.code], [401, code]);
    });
  }

  test('is refused at once after its key was suspended, let in after resuming, refused for good after revoking', async () => {
    const short = await mint('vrt', 'test');
    const code = async () => {
      const response = await fetch(`${url}/api/v1/health`, { headers: { Authorization: `Bearer ${short.secret}` } });
      return response.status === 200 ? 200 : (await response.json()).error.code;
    };
    const id = short.id ?? short.key?.id;
    assert.equal(await code(), 200);
    await done('POST', `/v1/keys/${id}/suspend`, { body: {} });
    assert.equal(await code(), 'AUTH_SUSPENDED_KEY');
    await done('POST', `/v1/keys/${id}/resume`, { body: {} });
    assert.equal(await code(), 200);
    await done('POST', `/v1/keys/${id}/revoke`, { body: {} });
    assert.equal(await code(), 'AUTH_REVOKED_KEY');
  });
});

describe('a Verdacert client', () => {
  for (const [mode, word] of [
    ['live', 'live'],
    ['test', 'sandbox'],
  ]) {
    test(`sends its ${word} key as documented`, async () => {
      const key = await mint('vc', mode);
      assert.match(key.secret, new RegExp(`^vc_${word}_[a-z2-7]+$`));
      const me = JSON.parse(await shell(`curl -sf "${url}/v1/auth/me" -H "Authorization: Bearer $VERDACERT_API_KEY"`, key.secret));
      assert.equal(me.mode, mode);
    });
  }

  test('verifies without any key: the key set of receipts is public', async () => {
    const set = JSON.parse(await shell(`curl -sf "${url}/.well-known/jwks.json"`));
    assert.equal(set.keys[0].crv, 'Ed25519');
  });
});
