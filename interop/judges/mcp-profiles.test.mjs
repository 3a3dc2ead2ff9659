// What three widely used clients are publicly known to send, replayed from the first request to a tool call. They are not run here;
// where something is known only from reports, the report is named.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { challengeOf, post, request } from '../support/mcp.mjs';
import { openPerson } from '../support/person.mjs';
import { call, newGroup, url } from '../support/vidimus.mjs';
import { openWeb } from '../support/web.mjs';

const endpoint = `${url}/mcp`;

// claude.ai, Claude Desktop and the apps, whose connectors all come from one service.
// anthropics/claude-code#5826: the registration. anthropics/claude-ai-mcp#124: the order (scope=claudeai only where a server names none);
// #764: User-Agent and MCP-Protocol-Version on metadata requests; #37: User-Agent of messages; anthropics/claude-code#9012: lists are
// asked for whatever was declared. Reports of several servers: clientInfo, and that each request may come with a handshake of its own
// and without the session id it was given.
const claude = {
  name: 'Claude Desktop, as remote connector',
  fetches: { 'user-agent': 'python-httpx/0.28.1', accept: '*/*', 'mcp-protocol-version': '2025-11-25' },
  sends: { 'user-agent': 'Claude-User' },
  redirect: 'https://claude.ai/api/mcp/auth_callback',
  registration: {
    client_name: 'Claude',
    redirect_uris: ['https://claude.ai/api/mcp/auth_callback'],
    token_endpoint_auth_method: 'client_secret_post',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    scope: 'claudeai',
  },
  version: '2025-11-25',
  clientInfo: { name: 'Anthropic/ClaudeAI', version: '1.0.0' },
  capabilities: {},
  lists: ['tools/list', 'resources/list', 'prompts/list'],
  forgetsSession: true,
};

// Claude Code. code.claude.com/docs/en/mcp: callback http://localhost:PORT/callback on a free port; elmohq/elmo#684: its registration,
// captured. The document it has as client id names addresses without a port. anthropics/claude-code#96183: it sends initialize after a
// good server/discover; captures of 2.1.270: clientInfo, capabilities, and members of its own in _meta.
const claudeCode = {
  name: 'Claude Code',
  fetches: { 'user-agent': 'claude-code/2.1.280 (cli)', accept: '*/*', 'mcp-protocol-version': '2025-11-25' },
  sends: { 'user-agent': 'claude-code/2.1.280 (cli)' },
  redirect: 'http://localhost:3118/callback',
  registration: {
    client_name: 'Claude Code (vidimus)',
    redirect_uris: ['http://localhost:3118/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    application_type: 'native',
  },
  version: '2025-11-25',
  clientInfo: { name: 'claude-code', title: 'Claude Code', version: '2.1.280', description: "Anthropic's agentic coding tool", websiteUrl: 'https://claude.com/claude-code' },
  capabilities: { roots: { listChanged: true }, elicitation: {} },
  discovers: true,
  lists: ['tools/list', 'resources/list'],
  meta: { 'claudecode/toolUseId': 'toolu_014qr2Vyk9gMnxXH9iKN3TrB', progressToken: 3 },
};

// Cursor. erp-mafia/accounted#2225 and bytebase/bytebase#20510: three addresses in one registration, all of which must be taken;
// current versions are sent to the one on loopback, others to that of the scheme. articles.mcpruntime.org/mcp/request-flow:
// metadata is looked for first, then clientInfo, capabilities and the order of lists.
const cursor = (redirect) => ({
  name: `Cursor, by ${new URL(redirect).protocol}`,
  fetches: { 'user-agent': 'Cursor/3.14.0', accept: '*/*', 'mcp-protocol-version': '2025-06-18' },
  sends: { 'user-agent': 'Cursor/3.14.0' },
  redirect,
  registration: {
    client_name: 'Cursor',
    redirect_uris: ['cursor://anysphere.cursor-mcp/oauth/callback', 'https://www.cursor.com/agents/mcp/oauth/callback', 'http://localhost:8787/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  },
  metadataFirst: true,
  version: '2025-06-18',
  clientInfo: { name: 'cursor-vscode', version: '1.0.0' },
  capabilities: { elicitation: { form: {} }, roots: { listChanged: false }, extensions: { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html;profile=mcp-app'] } } },
  lists: ['resources/list', 'tools/list', 'resources/list', 'prompts/list'],
});

const profiles = [claude, claudeCode, cursor('http://localhost:8787/callback'), cursor('cursor://anysphere.cursor-mcp/oauth/callback')];

describe('clients as they are known', () => {
  let person, web, group;
  before(async () => {
    [person, web] = await Promise.all([openPerson('Profile Academy'), openWeb()]);
    group = await newGroup({ name: 'Carpentry' }, person.key);
  });
  after(() => web?.close());

  for (const profile of profiles)
    test(`${profile.name}: from nothing to a call, a renewal, and the end`, { timeout: 60_000 }, async () => {
      const server = await discovered(profile);
      const client = await registered(profile, server);
      const tokens = await signedIn(profile, server, client);
      await used(profile, tokens.access_token);
      const renewed = await redeemed(server, client, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, resource: endpoint });
      assert.equal(renewed.status, 200, renewed.text);
      await used(profile, renewed.json().access_token);
    });

  test('Claude Code by its document: addresses without a port stand for any port on loopback', { timeout: 60_000 }, async () => {
    const id = web.url('/claude-code-client-metadata');
    web.put('/claude-code-client-metadata', {
      client_id: id,
      client_name: 'Claude Code',
      redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    });
    const server = await discovered(claudeCode);
    assert.equal(server.client_id_metadata_document_supported, true);
    for (const redirect of ['http://localhost:53123/callback', 'http://127.0.0.1:38112/callback']) {
      const tokens = await signedIn({ ...claudeCode, redirect }, server, { client_id: id });
      await used(claudeCode, tokens.access_token);
    }
  });

  /** The way to the authorization server, as the client looks for it. */
  async function discovered({ fetches, sends, metadataFirst, clientInfo, version, capabilities }) {
    const get = async (path) => {
      const answer = await fetch(path.startsWith('http') ? path : url + path, { headers: fetches });
      assert.equal(answer.status, 200, path);
      assert.match(answer.headers.get('content-type'), /^application\/json/);
      return answer.json();
    };
    if (metadataFirst) await get('/.well-known/oauth-protected-resource/mcp');
    const refused = await post({ method: 'initialize', params: { protocolVersion: version, capabilities, clientInfo }, jsonrpc: '2.0', id: 0 }, { headers: sends });
    assert.equal(refused.status, 401);
    const resource = await get(challengeOf(refused).resource_metadata);
    assert.equal(resource.resource, endpoint);
    // Some look beside the resource, whatever the challenge says.
    assert.deepEqual(await get('/.well-known/oauth-protected-resource/mcp'), resource);
    const [issuer] = resource.authorization_servers;
    const server = await get(`${issuer}/.well-known/oauth-authorization-server`);
    assert.equal(server.issuer, issuer);
    assert.ok(server.code_challenge_methods_supported.includes('S256'));
    return { ...server, challenged: challengeOf(refused).scope };
  }

  async function registered({ fetches, registration }, server) {
    const answer = await fetch(server.registration_endpoint, { method: 'POST', headers: { ...fetches, 'content-type': 'application/json' }, body: JSON.stringify(registration) });
    const client = await answer.json();
    assert.equal(answer.status, 201, JSON.stringify(client));
    assert.deepEqual(client.redirect_uris, registration.redirect_uris);
    assert.equal(Boolean(client.client_secret), registration.token_endpoint_auth_method !== 'none');
    return client;
  }

  async function signedIn({ redirect }, server, client) {
    const verifier = randomBytes(32).toString('base64url');
    const state = randomBytes(16).toString('base64url');
    const asked = new URL(server.authorization_endpoint);
    asked.search = new URLSearchParams({
      response_type: 'code', client_id: client.client_id, redirect_uri: redirect, state, resource: endpoint,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
      scope: server.challenged,
    });
    const back = await person.authorize(asked.href, {
      onConsent: ({ words }) => assert.ok(words.includes(redirect.startsWith('https') ? new URL(redirect).host : 'this device'), `where it leads is not said: ${words}`),
    });
    assert.ok(back.href.startsWith(`${redirect}?`), back.href);
    assert.equal(back.searchParams.get('state'), state);
    assert.equal(back.searchParams.get('iss'), server.issuer);
    const answer = await redeemed(server, client, { grant_type: 'authorization_code', code: back.searchParams.get('code'), redirect_uri: redirect, code_verifier: verifier, resource: endpoint });
    assert.equal(answer.status, 200, answer.text);
    return answer.json();
  }

  async function redeemed(server, client, parameters) {
    const proof = client.client_secret ? { client_secret: client.client_secret } : {};
    const answer = await fetch(server.token_endpoint, { method: 'POST', body: new URLSearchParams({ ...parameters, client_id: client.client_id, ...proof }) });
    const text = await answer.text();
    return { status: answer.status, text, json: () => JSON.parse(text) };
  }

  async function used(profile, token) {
    const { sends, version, clientInfo, capabilities } = profile;
    if (profile.discovers) {
      const discovered = await request('server/discover', {}, { token, headers: sends });
      assert.ok(discovered.answer.result.supportedVersions.includes('2025-11-25'), discovered.text);
    }
    const hello = await post({ method: 'initialize', params: { protocolVersion: version, capabilities, clientInfo }, jsonrpc: '2.0', id: 0 }, { token, headers: sends });
    assert.equal(hello.status, 200, hello.text);
    assert.equal(hello.answer.result.protocolVersion, version);
    const session = hello.headers.get('mcp-session-id');
    const headers = { ...sends, 'mcp-protocol-version': version, ...(session && !profile.forgetsSession ? { 'mcp-session-id': session } : {}) };
    const noted = await post({ method: 'notifications/initialized', jsonrpc: '2.0' }, { token, headers });
    assert.equal(noted.status, 202);
    let id = 0;
    const lists = {};
    for (const method of profile.lists) {
      const listed = await post({ method, jsonrpc: '2.0', id: ++id }, { token, headers });
      assert.equal(listed.status, 200, `${method}: ${listed.text}`);
      assert.ok(listed.answer.result, `${method}: ${listed.text}`);
      lists[method] = listed.answer.result;
    }
    assert.ok(lists['tools/list'].tools.some(({ name }) => name === 'getGroup'));
    const called = await post({ method: 'tools/call', params: { name: 'getGroup', arguments: { id: group.id }, ...(profile.meta ? { _meta: profile.meta } : {}) }, jsonrpc: '2.0', id: ++id }, { token, headers });
    assert.equal(called.status, 200, called.text);
    assert.notEqual(called.answer.result?.isError, true, called.text);
    assert.match(called.answer.result.content[0].text, /Carpentry/);
  }

  test('a token in the address is refused, as these clients never send one', async () => {
    const answer = await call('POST', `/mcp?access_token=${person.key}`, { key: null, body: { jsonrpc: '2.0', id: 1, method: 'tools/list' } });
    assert.ok([400, 401].includes(answer.status), `${answer.status}`);
  });
});
