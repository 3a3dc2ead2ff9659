// @modelcontextprotocol/client 2.4.0 (both eras) and @modelcontextprotocol/sdk 1.32.2: from nothing to a call, and all that can happen after.
import assert from 'node:assert/strict';
import { Client, InsufficientScopeError, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { UnauthorizedError as UnauthorizedV1, auth as authV1 } from '@modelcontextprotocol/sdk/client/auth.js';
import { ask, check, finish } from './checks.mjs';
import { Provider, connect, consent, names, spaces } from './client.mjs';

const v2 = { Client, Transport: StreamableHTTPClientTransport, Unauthorized: UnauthorizedError };
const v1 = { Client: ClientV1, Transport: TransportV1, Unauthorized: UnauthorizedV1 };
const group = process.env.INTEROP_GROUP;
const kinds = [
  { name: 'client 2.4.0, modern', library: v2, options: { versionNegotiation: { mode: 'auto' } }, version: '2026-07-28' },
  { name: 'client 2.4.0, legacy', library: v2, options: {}, version: '2025-11-25' },
  { name: 'sdk 1.32.2', library: v1, options: {}, version: '2025-11-25' },
];

const issued = (client, recipient) => client.callTool({ name: 'issueCredential', arguments: { groupId: group, recipient: { name: recipient } } });
const listed = (client) => client.callTool({ name: 'listGroups', arguments: {} });
/** What a call answers, which must not be a refusal. */
const good = (answer) => {
  assert.notEqual(answer.isError, true, JSON.stringify(answer.content));
  assert.ok(answer.structuredContent, 'no structured answer');
  assert.deepEqual(JSON.parse(answer.content.find(({ type }) => type === 'text').text), answer.structuredContent);
  return answer.structuredContent;
};

for (const { name, library, options, version } of kinds) {
  const provider = new Provider({ name: `Interop ${name}` });
  let open;
  await check(`${name}: without a token it finds the server, registers, asks a person, and connects`, async () => {
    open = await connect(library, provider, options);
    assert.equal(provider.registrations, 1);
    assert.equal(provider.held.token_type.toLowerCase(), 'bearer');
    assert.ok(provider.held.refresh_token);
    const negotiated = open.client.getNegotiatedProtocolVersion?.() ?? open.transport.protocolVersion;
    assert.equal(negotiated, version);
  });
  if (!open) continue;

  await check(`${name}: the tools that its scopes open are listed, and one is called`, async () => {
    const all = await open.client.listTools();
    assert.ok(names(all).includes('listGroups'), names(all).join());
    const { groups, data, items } = good(await listed(open.client));
    assert.ok((groups ?? data ?? items).some(({ id }) => id === group));
  });

  await check(`${name}: a tool beyond them leads to the person, who is asked for what it needs besides what is granted`, async () => {
    const before = spaces(provider.held.scope);
    if (library === v2) await assert.rejects(issued(open.client, 'Ada Example'), UnauthorizedError);
    else {
      // This version refreshes first, which widens nothing, and then gives up; an application asks anew with what the challenge named.
      const refusal = await open.client.callTool({ name: 'issueCredential', arguments: { groupId: group, recipient: { name: 'Ada Example' } } }).catch((error) => error);
      assert.match(String(refusal), /403|upscoping/i);
      const scope = await ask('challenge', { token: provider.held.access_token });
      const { refresh_token: _, ...held } = provider.held;
      provider.held = held;
      assert.equal(await authV1(provider, { serverUrl: provider.endpoint, scope }), 'REDIRECT');
    }
    const { asked, back } = await consent(provider);
    const wanted = spaces(asked.searchParams.get('scope'));
    assert.ok(wanted.has('credentials:issue'), [...wanted].join());
    for (const scope of before) assert.ok(wanted.has(scope), `${scope} is lost`);
    await open.transport.finishAuth(back.get('code'), back.get('iss'));
    for (const scope of wanted) assert.ok(spaces(provider.held.scope).has(scope), scope);
    open = await connect(library, provider, options);
    const credential = good(await issued(open.client, 'Ada Example'));
    assert.match(JSON.stringify(credential), /cred_/);
  });

  await check(`${name}: a token that is no longer taken is renewed without asking anybody, and the refresh token is another`, async () => {
    const { refresh_token: before, access_token: token } = provider.held;
    provider.held = { ...provider.held, access_token: `${token.slice(0, -8)}AAAAAAAA` };
    open = await connect(library, provider, options);
    good(await listed(open.client));
    assert.equal(provider.asked, undefined, 'somebody was asked');
    assert.notEqual(provider.held.refresh_token, before);
    assert.notEqual(provider.held.access_token, token);
  });

  await check(`${name}: after the grant is revoked a call is 401, and the person is asked anew`, async () => {
    const revoked = provider.held;
    await ask('revoke', { client: provider.client.client_id });
    assert.equal(await ask('status', { token: revoked.access_token }), 401);
    await assert.rejects(listed(open.client), (error) => error instanceof library.Unauthorized || /invalid_grant|unauthorized|401/i.test(String(error)));
    provider.invalidateCredentials('tokens');
    open = await connect(library, provider, options);
    good(await listed(open.client));
    assert.equal(provider.registrations, 1);
  });
  await open.client.close();

  if (version === '2026-07-28')
    await check(`${name}: a call that a person has to approve leads to the page for it, and goes on by itself when it was approved there`, async () => {
      const rule = await ask('rule', { name: 'Issuing needs a person', tool: 'issueCredential' });
      try {
        const opened = [];
        const client = new Client({ name: 'interop', version: '1.0.0' }, { ...options, capabilities: { elicitation: { url: {} } } });
        client.setRequestHandler('elicitation/create', async ({ params }) => {
          assert.equal(params.mode, 'url');
          opened.push(params.url);
          await ask('approve', params.url);
          return { action: 'accept' };
        });
        const issuer = new Provider({ name: 'Interop issuer' });
        const transport = () => new StreamableHTTPClientTransport(issuer.endpoint, { authProvider: issuer });
        const first = transport();
        await assert.rejects(client.connect(first), UnauthorizedError);
        issuer.asked.searchParams.set('scope', 'credentials:issue groups:read');
        await first.finishAuth((await consent(issuer)).back);
        await client.connect(transport());
        const credential = good(await issued(client, 'Olga Example'));
        assert.match(JSON.stringify(credential), /cred_/);
        assert.equal(opened.length, 1);
        assert.ok(opened[0].startsWith(`${process.env.VIDIMUS_URL}/portal/approvals/apr_`), opened[0]);
        await client.close();
      } finally {
        await ask('noRule', rule);
      }
    });

  if (library !== v2) continue;
  await check(`${name}: a document at an https address is its client id, and nobody registers`, async () => {
    const documented = new Provider({ name: 'Interop by document', documentUrl: process.env.INTEROP_DOCUMENT });
    const { client } = await connect(library, documented, options);
    assert.equal(documented.client.client_id, process.env.INTEROP_DOCUMENT);
    good(await listed(client));
    await client.close();
  });

  await check(`${name}: at a read-only address there is nothing that changes anything, and a token for it opens no other`, async () => {
    const reader = new Provider({ name: 'Interop reader', path: '/mcp/x/credentials/readonly' });
    const { client } = await connect(library, reader, options);
    const { tools } = await client.listTools();
    assert.ok(tools.length > 0);
    for (const tool of tools) assert.equal(tool.annotations.readOnlyHint, true, tool.name);
    assert.equal(await ask('status', { token: reader.held.access_token, path: '/mcp' }), 401);
    await client.close();
  });

  await check(`${name}: a client that drives step-up itself is told the scopes`, async () => {
    const careful = new Provider({ name: 'Interop careful' });
    const { client: first } = await connect(library, careful, options);
    await first.close();
    const client = new Client({ name: 'interop', version: '1.0.0' }, options);
    await client.connect(new StreamableHTTPClientTransport(careful.endpoint, { authProvider: careful, onInsufficientScope: 'throw' }));
    await assert.rejects(issued(client, 'Ada Example'), (error) => error instanceof InsufficientScopeError && /credentials:issue/.test(JSON.stringify({ ...error, message: error.message })));
    await client.close();
  });

  await check(`${name}: who is refused by the person is told so`, async () => {
    const refused = new Provider({ name: 'Interop refused' });
    const client = new Client({ name: 'interop', version: '1.0.0' }, options);
    await assert.rejects(client.connect(new StreamableHTTPClientTransport(refused.endpoint, { authProvider: refused })), UnauthorizedError);
    const { back } = await consent(refused, { deny: true });
    assert.equal(back.get('error'), 'access_denied');
    assert.equal(back.get('code'), null);
  });
}
finish();
