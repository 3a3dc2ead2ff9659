// oauth4webapi, which checks every answer strictly: discovery (RFC 8414, 9728), registration (7591), PKCE, iss (9207), tokens as
// at+jwt (9068), renewal with reuse detection, introspection (7662), revocation (7009), and answers to what is wrong.
import assert from 'node:assert/strict';
import * as oauth from 'oauth4webapi';
import { ask, authorize, check, finish, server } from './checks.mjs';

const http = { [oauth.allowInsecureRequests]: true };
const redirect = 'http://127.0.0.1:41235/callback';
const resource = `${server}/mcp`;
let as, client, tokens;

await check('oauth4webapi: the resource names this authorization server, and its metadata is right', async () => {
  const response = await oauth.resourceDiscoveryRequest(new URL(resource), http);
  const found = await oauth.processResourceDiscoveryResponse(new URL(resource), response);
  assert.equal(found.resource, resource);
  assert.deepEqual(found.authorization_servers, [server]);
  assert.ok(!found.scopes_supported?.includes('offline_access'));
  as = await oauth.processDiscoveryResponse(new URL(server), await oauth.discoveryRequest(new URL(server), { ...http, algorithm: 'oauth2' }));
  assert.deepEqual(as.code_challenge_methods_supported, ['S256']);
  assert.equal(as.authorization_response_iss_parameter_supported, true);
  assert.equal(as.client_id_metadata_document_supported, true);
  assert.ok(as.grant_types_supported.every((one) => ['authorization_code', 'refresh_token'].includes(one)), as.grant_types_supported.join());
  assert.deepEqual(as.response_types_supported, ['code']);
  for (const endpoint of ['registration', 'revocation', 'introspection', 'token', 'authorization']) assert.ok(as[`${endpoint}_endpoint`]?.startsWith(server), endpoint);
});

await check('oauth4webapi: a public client registers itself', async () => {
  const response = await oauth.dynamicClientRegistrationRequest(as, { client_name: 'Interop library', redirect_uris: [redirect], grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], token_endpoint_auth_method: 'none', software_id: 'unknown-members-are-ignored', application_type: 'native' }, http);
  assert.match(response.headers.get('cache-control'), /no-store/);
  client = await oauth.processDynamicClientRegistrationResponse(response);
  assert.ok(client.client_id);
  assert.equal(client.client_secret, undefined);
});

const verifier = oauth.generateRandomCodeVerifier();
const ask4code = async (more = {}, how) => {
  const state = oauth.generateRandomState();
  const asked = new URL(as.authorization_endpoint);
  const wanted = { client_id: client.client_id, redirect_uri: redirect, response_type: 'code', state, resource, scope: 'credentials:read groups:read', code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...more };
  for (const [name, value] of Object.entries(wanted)) if (value !== null) asked.searchParams.set(name, value);
  const back = await authorize(asked, how);
  return { back, state: wanted.state };
};
const redeem = (parameters, more = {}) => oauth.authorizationCodeGrantRequest(as, client, oauth.None(), parameters, redirect, verifier, { ...http, additionalParameters: { resource }, ...more });

let used;
await check('oauth4webapi: a code is asked for with PKCE and redeemed; the answer names its issuer and is not kept by caches', async () => {
  const { back, state } = await ask4code();
  used = oauth.validateAuthResponse(as, client, back, state);
  const response = await redeem(used);
  assert.match(response.headers.get('cache-control'), /no-store/);
  tokens = await oauth.processAuthorizationCodeResponse(as, client, response);
  assert.equal(tokens.token_type, 'bearer');
  assert.ok(tokens.refresh_token && tokens.expires_in > 60);
});

await check('oauth4webapi: the access token is an at+jwt that a stranger verifies: issuer, audience, time, client', async () => {
  const request = new Request(resource, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  const claims = await oauth.validateJwtAccessToken(as, request, resource, http);
  assert.equal(claims.client_id, client.client_id);
  assert.equal(claims.iss, server);
  assert.deepEqual([claims.aud].flat(), [resource]);
});

const renew = async (token) => oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, oauth.None(), token, { ...http, additionalParameters: { resource } }));
const refused = (code) => (error) => error instanceof oauth.ResponseBodyError && error.error === code && error.status >= 400;

await check('oauth4webapi: a refresh token is renewed to another', async () => {
  const next = await renew(tokens.refresh_token);
  assert.notEqual(next.refresh_token, tokens.refresh_token);
  assert.equal(await ask('status', { token: next.access_token }), 200);
  tokens = { ...next, before: tokens.refresh_token };
});

await check('oauth4webapi: one that was taken over is worth nothing, and who presents it ends what followed', async () => {
  const later = await renew(tokens.refresh_token);
  await assert.rejects(renew(tokens.before), refused('invalid_grant'));
  await assert.rejects(renew(later.refresh_token), refused('invalid_grant'));
  assert.equal(await ask('status', { token: later.access_token }), 401);
});

await check('oauth4webapi: a code is good once; presented again it ends what came of it', async () => {
  const { back, state } = await ask4code();
  const parameters = oauth.validateAuthResponse(as, client, back, state);
  const mine = await oauth.processAuthorizationCodeResponse(as, client, await redeem(parameters));
  await assert.rejects(async () => oauth.processAuthorizationCodeResponse(as, client, await redeem(parameters)), refused('invalid_grant'));
  assert.equal(await ask('status', { token: mine.access_token }), 401);
});

await check('oauth4webapi: another verifier, address or resource redeems nothing', async () => {
  for (const wrong of [{ verifier: oauth.generateRandomCodeVerifier() }, { address: 'http://127.0.0.1:41235/other' }, { resource: `${server}/v1` }]) {
    const { back, state } = await ask4code();
    const parameters = oauth.validateAuthResponse(as, client, back, state);
    const sent = oauth.authorizationCodeGrantRequest(as, client, oauth.None(), parameters, wrong.address ?? redirect, wrong.verifier ?? verifier, { ...http, additionalParameters: { resource: wrong.resource ?? resource } });
    await assert.rejects(async () => oauth.processAuthorizationCodeResponse(as, client, await sent), refused(wrong.resource ? 'invalid_target' : 'invalid_grant'), JSON.stringify(wrong));
  }
});

await check('oauth4webapi: what is wrong with a request goes back to the client, with state and issuer', async () => {
  for (const [more, error] of [[{ code_challenge: null, code_challenge_method: null }, 'invalid_request'], [{ code_challenge_method: 'plain' }, 'invalid_request'], [{ response_type: 'token' }, 'unsupported_response_type'], [{ resource: `${server}/v1` }, 'invalid_target']]) {
    const { back, state } = await ask4code(more);
    assert.throws(() => oauth.validateAuthResponse(as, client, back, state), (told) => told instanceof oauth.AuthorizationResponseError && told.error === error, `${JSON.stringify(more)}: ${back}`);
  }
  const { back, state } = await ask4code({}, { deny: true });
  assert.throws(() => oauth.validateAuthResponse(as, client, back, state), (told) => told.error === 'access_denied');
});

await check('oauth4webapi: an address that was not registered is never led to', async () => {
  for (const wrong of ['https://attacker.example/callback', `${redirect}/more`, 'http://127.0.0.1:41235/callback?more=1', 'http://localhost:41235/callback'])
    await assert.rejects(ask4code({ redirect_uri: wrong }), /40[0-9] at /, wrong);
});

await check('oauth4webapi: a refresh token is revoked, and all that came of it', async () => {
  const { back, state } = await ask4code();
  const mine = await oauth.processAuthorizationCodeResponse(as, client, await redeem(oauth.validateAuthResponse(as, client, back, state)));
  await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, oauth.None(), mine.refresh_token, http));
  await assert.rejects(renew(mine.refresh_token), refused('invalid_grant'));
  assert.equal(await ask('status', { token: mine.access_token }), 401);
  await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, oauth.None(), 'never-was', http));
});

await check('oauth4webapi: a client with a secret proves it, and is told by introspection what its token stands for; nobody else is', async () => {
  const address = 'https://client.example/callback';
  const response = await oauth.dynamicClientRegistrationRequest(as, { client_name: 'Interop confidential', redirect_uris: [address], token_endpoint_auth_method: 'client_secret_post' }, http);
  const confidential = await oauth.processDynamicClientRegistrationResponse(response);
  assert.ok(confidential.client_secret);
  const secret = oauth.ClientSecretPost(confidential.client_secret);
  const code = async () => {
    const { back, state } = await ask4code({ client_id: confidential.client_id, redirect_uri: address });
    return oauth.validateAuthResponse(as, confidential, back, state);
  };
  const redeemed = async (auth) => oauth.processAuthorizationCodeResponse(as, confidential, await oauth.authorizationCodeGrantRequest(as, confidential, auth, await code(), address, verifier, { ...http, additionalParameters: { resource } }));
  for (const wrong of [oauth.ClientSecretPost('wrong'), oauth.None()])
    await assert.rejects(redeemed(wrong), (error) => /invalid_client/.test(`${error.error} ${JSON.stringify(error.cause)}`) || error.status === 401);
  const mine = await redeemed(secret);
  const introspected = async (token, auth) => oauth.processIntrospectionResponse(as, confidential, await oauth.introspectionRequest(as, confidential, auth, token, http));
  const told = await introspected(mine.access_token, secret);
  assert.deepEqual([told.active, told.client_id, told.aud, told.iss], [true, confidential.client_id, resource, server]);
  assert.deepEqual(await introspected('nothing', secret), { active: false });
  // Another client's token is told of as little as one that never was.
  const { back, state } = await ask4code();
  const foreign = await oauth.processAuthorizationCodeResponse(as, client, await redeem(oauth.validateAuthResponse(as, client, back, state)));
  assert.deepEqual(await introspected(foreign.access_token, secret), { active: false });
  await oauth.processRevocationResponse(await oauth.revocationRequest(as, confidential, secret, mine.refresh_token, http));
  assert.deepEqual(await introspected(mine.access_token, secret), { active: false });
});

await check('oauth4webapi: no password grant, no client credentials', async () => {
  for (const grant of ['password', 'client_credentials', 'urn:ietf:params:oauth:grant-type:token-exchange'])
    await assert.rejects(async () => oauth.processGenericTokenEndpointResponse(as, client, await oauth.genericTokenEndpointRequest(as, client, oauth.None(), grant, { username: 'a', password: 'b' }, http)), refused('unsupported_grant_type'), grant);
});
finish();
