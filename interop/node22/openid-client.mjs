// openid-client: an application that configures itself by discovery and registration, and goes through a whole life of tokens.
import assert from 'node:assert/strict';
import * as client from 'openid-client';
import { ask, authorize, check, finish, server } from './checks.mjs';

const redirect = 'http://127.0.0.1:41236/callback';
const resource = `${server}/mcp`;
const insecure = { execute: [client.allowInsecureRequests], algorithm: 'oauth2' };
let config, tokens;

await check('openid-client: it registers by discovery alone', async () => {
  config = await client.dynamicClientRegistration(new URL(server), { client_name: 'Interop application', redirect_uris: [redirect], token_endpoint_auth_method: 'client_secret_basic' }, client.ClientSecretBasic(), insecure);
  assert.ok(config.clientMetadata().client_secret);
  assert.ok(config.serverMetadata().supportsPKCE());
});

await check('openid-client: code, token, with state, iss and PKCE checked', async () => {
  const [verifier, state] = [client.randomPKCECodeVerifier(), client.randomState()];
  const asked = client.buildAuthorizationUrl(config, { redirect_uri: redirect, scope: 'credentials:read', resource, state, code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' });
  const back = await authorize(asked);
  tokens = await client.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: state }, { resource });
  assert.equal(tokens.scope, 'credentials:read');
  assert.ok(tokens.expiresIn() > 0);
});

await check('openid-client: an answer of another issuer is not taken', async () => {
  const [verifier, state] = [client.randomPKCECodeVerifier(), client.randomState()];
  const asked = client.buildAuthorizationUrl(config, { redirect_uri: redirect, resource, state, code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' });
  const back = await authorize(asked);
  for (const change of [(url) => url.searchParams.set('iss', 'https://other.example'), (url) => url.searchParams.delete('iss')]) {
    const changed = new URL(back);
    change(changed);
    await assert.rejects(client.authorizationCodeGrant(config, changed, { pkceCodeVerifier: verifier, expectedState: state }, { resource }));
  }
});

await check('openid-client: a protected resource is asked with the token', async () => {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'openid-client', version: '1' } } });
  const answer = await client.fetchProtectedResource(config, tokens.access_token, new URL(resource), 'POST', body, new Headers({ 'content-type': 'application/json', accept: 'application/json, text/event-stream' }));
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /serverInfo/);
});

await check('openid-client: renewed, introspected, revoked', async () => {
  const next = await client.refreshTokenGrant(config, tokens.refresh_token, { resource });
  assert.notEqual(next.refresh_token, tokens.refresh_token);
  assert.equal((await client.tokenIntrospection(config, next.access_token)).active, true);
  await client.tokenRevocation(config, next.refresh_token);
  assert.equal((await client.tokenIntrospection(config, next.access_token)).active, false);
  assert.equal(await ask('status', { token: next.access_token }), 401);
  await assert.rejects(client.refreshTokenGrant(config, next.refresh_token, { resource }), (error) => error.error === 'invalid_grant');
});
finish();
