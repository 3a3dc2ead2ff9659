// What public scorers of MCP servers look for, made anew: mcp-authscan and mcp-authlab (tokens, metadata, headers), agent-scan (what
// descriptions say, hidden characters), AgentForge (honest annotations), the criteria of the connectors directory (titles, hints, names).
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { SignJWT, decodeJwt, exportJWK, generateKeyPair } from 'jose';
import { challengeOf, initialize, invoke, legacy, modern, post, request } from '../support/mcp.mjs';
import { openPerson } from '../support/person.mjs';
import { call, done, newGroup, url } from '../support/vidimus.mjs';

const endpoint = `${url}/mcp`;
const redirect = 'http://127.0.0.1:41240/callback';

describe('what scorers look for', () => {
  let person, other, server, client, token, group;

  before(async () => {
    [person, other] = [await openPerson('Safety Academy'), await openPerson('Other Academy')];
    group = await newGroup({ name: 'Diving' }, person.key);
    server = await done('GET', '/.well-known/oauth-authorization-server', { key: null });
    client = await done('POST', server.registration_endpoint, { key: null, body: { client_name: 'Scorer', redirect_uris: [redirect], token_endpoint_auth_method: 'none' } });
    token = (await tokenFor(endpoint, 'credentials:read credentials:verify groups:read')).access_token;
  });

  async function tokenFor(resource, scope, who = person) {
    const verifier = randomBytes(32).toString('base64url');
    const asked = new URL(server.authorization_endpoint);
    asked.search = new URLSearchParams({ response_type: 'code', client_id: client.client_id, redirect_uri: redirect, state: 's', resource, scope, code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' });
    const back = await who.authorize(asked.href);
    const answer = await fetch(server.token_endpoint, { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', code: back.searchParams.get('code'), redirect_uri: redirect, code_verifier: verifier, client_id: client.client_id, resource }) });
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('cache-control'), /no-store/);
    return answer.json();
  }
  const listed = async (key = person.key, path) => (await request('tools/list', {}, { token: key, path })).answer.result.tools;

  test('without a token, and with a malformed one, the answer is 401 with where to go; it is never kept', async () => {
    for (const bad of [undefined, 'nonsense', 'a.b.c', 'vdm_live_0000000000000000000000', `${token}x`, token.split('.').slice(0, 2).join('.') + '.']) {
      const answer = await request('tools/list', {}, { token: bad });
      assert.equal(answer.status, 401, bad);
      const challenge = challengeOf(answer);
      assert.equal(challenge.resource_metadata, `${url}/.well-known/oauth-protected-resource/mcp`);
      assert.equal(challenge.error, bad === undefined ? undefined : 'invalid_token');
      assert.match(answer.headers.get('cache-control') ?? '', /no-store/);
      assert.doesNotMatch(answer.text, /at .+\.cs|Exception/);
    }
  });

  test('tokens without signature, of another key, another algorithm, issuer, audience or time are refused', async () => {
    const claims = decodeJwt(token);
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const { keys } = await done('GET', new URL(server.jwks_uri).pathname, { key: null });
    const signed = (body, header = {}) => new SignJWT(body).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: keys[0].kid, ...header }).sign(privateKey);
    const forged = {
      'alg none': `${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims)}.`,
      'alg None': `${part({ alg: 'None', typ: 'at+jwt' })}.${part(claims)}.`,
      'HS256 with the public key': await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: keys[0].kid }).sign(new TextEncoder().encode(JSON.stringify(keys[0]))),
      'another key': await signed(claims),
      'a key of its own in the header': await signed(claims, { jwk, kid: undefined }),
      'a key by address': await signed(claims, { jku: 'https://attacker.example/jwks.json' }),
      'another issuer': await signed({ ...claims, iss: 'https://attacker.example' }),
      'a changed body': [token.split('.')[0], part({ ...claims, scope: 'admin' }), token.split('.')[2]].join('.'),
    };
    for (const [what, bad] of Object.entries(forged)) assert.equal((await initialize(bad)).status, 401, what);
    assert.ok(keys.every(({ d, kty }) => d === undefined && kty === 'EC'));
  });

  test('a token is good at the one resource it was issued for, and one of the API is not good here', async () => {
    assert.equal((await initialize(token)).status, 200);
    assert.equal((await call('GET', '/v1/groups', { key: token })).status, 401);
    const { access_token: api } = await done('POST', '/v1/auth/token', { key: person.key });
    assert.equal((await initialize(api)).status, 401);
    const narrow = (await tokenFor(`${endpoint}/x/credentials`, 'groups:read')).access_token;
    assert.equal((await initialize(narrow, '/mcp/x/credentials')).status, 200);
    assert.equal((await initialize(narrow)).status, 401);
  });

  test('a token in the address or the body is none', async () => {
    for (const name of ['access_token', 'token', 'api_key', 'key']) assert.equal((await initialize(undefined, `/mcp?${name}=${token}`)).status === 200, false, name);
    const answer = await fetch(endpoint, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ access_token: token }) });
    assert.ok([400, 401, 415].includes(answer.status));
  });

  test('a session is no proof of who one is: without the token, or with that of another, it opens nothing', async () => {
    const hello = await initialize(token);
    const session = hello.headers.get('mcp-session-id');
    if (session === null) return;
    const headers = { 'mcp-session-id': session, 'mcp-protocol-version': legacy };
    const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
    assert.equal((await post(list, { headers })).status, 401);
    const stranger = (await tokenFor(endpoint, 'groups:read', other)).access_token;
    assert.ok([401, 403, 404].includes((await post(list, { token: stranger, headers })).status));
    assert.ok([401, 403, 404].includes((await post(list, { token: other.key, headers })).status));
  });

  test('one organization sees nothing of another', async () => {
    const answer = await invoke(other.key, 'getGroup', { id: group.id });
    assert.equal(answer.answer.result.isError, true);
    assert.doesNotMatch(answer.text, /Diving/);
  });

  test('pages of other origins are refused, and are given no leave by CORS; a foreign host is not answered', async () => {
    for (const origin of ['https://attacker.example', 'http://localhost.attacker.example', 'null']) {
      const answer = await request('tools/list', {}, { token: person.key, headers: { origin } });
      assert.equal(answer.status, 403, origin);
      assert.notEqual(answer.headers.get('access-control-allow-origin'), '*');
      assert.notEqual(answer.headers.get('access-control-allow-origin'), origin);
    }
    const token_ = await fetch(server.token_endpoint, { method: 'POST', headers: { origin: 'https://attacker.example' }, body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x', client_id: client.client_id }) });
    assert.notEqual(token_.headers.get('access-control-allow-credentials'), 'true');
  });

  test('metadata: exact issuer, S256 alone, code alone, documents and iss; nothing that is not served', async () => {
    assert.equal(server.issuer, url);
    assert.deepEqual(server.code_challenge_methods_supported, ['S256']);
    assert.deepEqual(server.response_types_supported, ['code']);
    assert.ok(!server.grant_types_supported.includes('password') && !server.grant_types_supported.includes('implicit'));
    assert.equal(server.authorization_response_iss_parameter_supported, true);
    for (const path of ['', '/readonly', '/x/credentials', '/x/credentials/readonly']) {
      const resource = await done('GET', `/.well-known/oauth-protected-resource/mcp${path}`, { key: null });
      assert.equal(resource.resource, endpoint + path);
      assert.deepEqual(resource.authorization_servers, [url]);
      assert.deepEqual(resource.bearer_methods_supported, ['header']);
    }
    assert.equal((await call('GET', '/.well-known/oauth-protected-resource/mcp/nothing', { key: null })).status, 404);
  });

  test('the page that asks for consent cannot be framed, and its answers cannot be kept or told on', async () => {
    const asked = new URL(server.authorization_endpoint);
    asked.search = new URLSearchParams({ response_type: 'code', client_id: client.client_id, redirect_uri: redirect, state: 's', resource: endpoint, code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url'), code_challenge_method: 'S256' });
    let page;
    await person.authorize(asked.href, { deny: true, onConsent: (shown) => (page = shown) });
    assert.match(page.headers['content-security-policy'], /frame-ancestors 'none'/);
    assert.match(page.headers['cache-control'], /no-store/);
    assert.match(page.headers['referrer-policy'], /no-referrer|same-origin|strict-origin/);
    assert.match(page.words, /Scorer/);
    assert.match(page.words, /127\.0\.0\.1/);
  });

  test('markup in a client’s name is shown, not run', async () => {
    const evil = await call('POST', server.registration_endpoint, { key: null, body: { client_name: '<script>alarm(1)</script>"><img src=x onerror=alarm(2)>', redirect_uris: [redirect], token_endpoint_auth_method: 'none' } });
    if (evil.status !== 201) return assert.equal(evil.status, 400);
    const asked = new URL(server.authorization_endpoint);
    asked.search = new URLSearchParams({ response_type: 'code', client_id: evil.json().client_id, redirect_uri: redirect, state: 's', resource: endpoint, code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url'), code_challenge_method: 'S256' });
    await person.authorize(asked.href, { deny: true, onConsent: ({ text }) => assert.doesNotMatch(text, /<script>alarm|<img src=x/) });
  });

  test('registration takes no address that runs scripts, hides its host or leaves the wire open', async () => {
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'http://attacker.example/cb', 'https://user@attacker.example/cb', 'https://a.example/cb#f', '//a.example/cb', 'https://a.example\\@b.example/', 'file:///etc/passwd', 'https://*.example/cb']) {
      const answer = await call('POST', server.registration_endpoint, { key: null, body: { client_name: 'Bad', redirect_uris: [bad], token_endpoint_auth_method: 'none' } });
      assert.equal(answer.status, 400, bad);
      assert.equal(answer.json().error, 'invalid_redirect_uri', bad);
    }
  });

  test('every tool has a title, hints that tell the truth, bounded arguments and a schema of its answer; names are few and short', async () => {
    const tools = await listed();
    assert.ok(tools.length >= 6 && tools.length <= 20, `${tools.length}`);
    assert.equal(new Set(tools.map(({ name }) => name)).size, tools.length);
    const writes = /^(issue|revoke|create|delete|update|send|remove)/;
    for (const { name, title, annotations, description, inputSchema, outputSchema } of tools) {
      assert.match(name, /^[A-Za-z][A-Za-z0-9_-]{0,63}$/);
      assert.ok((title ?? annotations.title)?.length > 2, name);
      assert.equal(typeof annotations.readOnlyHint, 'boolean', name);
      assert.equal(annotations.readOnlyHint, !writes.test(name), name);
      if (name.startsWith('revoke')) assert.equal(annotations.destructiveHint, true, name);
      assert.ok(description.length > 40 && description.length < 2000, name);
      assert.equal(inputSchema.type, 'object', name);
      assert.equal(inputSchema.additionalProperties, false, name);
      assert.equal(outputSchema.type, 'object', name);
      for (const [argument, schema] of Object.entries(inputSchema.properties ?? {})) assert.ok(schema.description || schema.$ref, `${name}.${argument} is not described`);
    }
    const readers = await listed(person.key, '/mcp/readonly');
    assert.deepEqual(readers.map(({ name }) => name), tools.filter(({ annotations }) => annotations.readOnlyHint).map(({ name }) => name));
    // The same list each time, and whatever comes with it.
    assert.deepEqual(await listed(), tools);
  });

  test('nothing that is told to a model instructs it, hides characters, or leads elsewhere', async () => {
    const hello = await initialize(person.key);
    const everything = { hello: hello.answer.result, tools: await listed() };
    for (const [kind, key] of [['resources/templates/list', 'templates'], ['prompts/list', 'prompts'], ['resources/list', 'resources']]) everything[key] = (await request(kind, {}, { token: person.key })).answer.result;
    const text = JSON.stringify(everything);
    // Zero-width, bidirectional controls, tags and private use: what people do not see and models do.
    assert.doesNotMatch(text, /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ue000-\uf8ff]|[\u{e0000}-\u{e007f}]/u);
    for (const word of [/ignore (all|any|previous)/i, /do not (tell|mention|inform)/i, /\bsecretly\b/i, /system prompt/i, /<important>/i, /\byou must always\b/i, /before (using|calling) any other/i, /~\/\.ssh|\.env\b/i]) assert.doesNotMatch(text, word);
    for (const [address] of text.matchAll(/https?:\/\/[a-z0-9.-]+/gi)) assert.ok(/localhost|json-schema\.org|example\.(org|com)|www\.w3\.org|purl\.imsglobal\.org/.test(address), address);
  });

  test('a tool that is not there, arguments that do not fit and unknown ones get an answer that says what to mend', async () => {
    for (const [name, args, word] of [['getGroup', {}, /id/], ['getGroup', { id: group.id, more: true }, /more/], ['listCredentials', { limit: 100_000 }, /limit|pageSize/i]]) {
      const { status, answer } = await invoke(person.key, name, args);
      const told = JSON.stringify(answer);
      assert.equal(status, 200, told);
      assert.ok(answer.result?.isError || answer.error, `${name} ${JSON.stringify(args)}: ${told}`);
      assert.match(told, word);
      assert.doesNotMatch(told, /Exception|   at /);
    }
    const unknown = await invoke(person.key, 'dropTables', {});
    assert.ok(unknown.answer.error ?? unknown.answer.result.isError);
  });

  test('answers are bounded and paged, and a cursor that is none is refused', async () => {
    const { answer } = await invoke(person.key, 'listGroups', {});
    assert.ok(JSON.stringify(answer.result).length < 200_000);
    const wrong = await invoke(person.key, 'listGroups', { cursor: 'nonsense' });
    assert.equal(wrong.answer.result?.isError ?? Boolean(wrong.answer.error), true);
    assert.equal((await request('tools/list', { cursor: 'nonsense' }, { token: person.key })).answer.error?.code, -32602);
  });

  test('a version nobody speaks is refused with those that are; a body that is no message, and one too large, are told so', async () => {
    const unknown = await request('tools/list', { }, { token: person.key, headers: { 'mcp-protocol-version': '1999-01-01' } });
    assert.equal(unknown.status, 400);
    assert.equal((await post('{"jsonrpc":', { token: person.key })).status, 400);
    assert.ok([400, 413].includes((await post({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { padding: 'x'.repeat(20_000_000) } }, { token: person.key }).catch(() => ({ status: 413 }))).status));
    const mismatch = await post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'listGroups', arguments: {}, _meta: { 'io.modelcontextprotocol/protocolVersion': modern, 'io.modelcontextprotocol/clientCapabilities': {} } } }, { token: person.key, headers: { 'mcp-protocol-version': modern, 'mcp-method': 'tools/call', 'mcp-name': 'getGroup' } });
    assert.equal(mismatch.status, 400);
    assert.equal(mismatch.answer.error.code, -32020);
  });

  test('nothing lists what is inside to somebody who is nobody', async () => {
    for (const path of ['/mcp', '/mcp/readonly', '/mcp/x/credentials', '/api/mcp']) {
      for (const method of ['tools/list', 'resources/list', 'prompts/list', 'server/discover']) assert.equal((await request(method, {}, { path })).status, 401, `${path} ${method}`);
      const got = await fetch(url + path);
      assert.ok([401, 405].includes(got.status), `GET ${path}: ${got.status}`);
    }
  });
});
