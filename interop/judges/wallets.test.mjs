// @openid4vc: a wallet written by others takes our credentials by OpenID4VCI 1.0 in every format, and what it holds is judged by @sd-jwt, jose and @digitalbazaar.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { clientAuthenticationAnonymous, setGlobalConfig as setOAuthConfig } from '@openid4vc/oauth2';
import { Openid4vciClient, setGlobalConfig } from '@openid4vc/openid4vci';
import { CompactSign, decodeJwt, exportJWK, generateKeyPair, importJWK } from 'jose';
import jsqr from 'jsqr';
import { reasons, sdJwtJudge, verifyJson, verifyJwt } from '../support/judging.mjs';
import { call, done, issue, liveKey, testKey, verification } from '../support/vidimus.mjs';

// The server under test is on this machine, without TLS.
for (const set of [setOAuthConfig, setGlobalConfig]) set({ allowInsecureUrls: true });

const formats = ['dc+sd-jwt', 'ldp_vc', 'jwt_vc_json'];

/** A wallet with a key, which goes by it as JWK, or as did:jwk. */
async function newWallet(alg = 'ES256', binding = 'jwk') {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const did = `did:jwk:${Buffer.from(JSON.stringify(publicJwk)).toString('base64url')}`;
  const client = new Openid4vciClient({
    callbacks: {
      hash: (data, name) => createHash(name.replace('-', '')).update(data).digest(),
      generateRandom: (length) => randomBytes(length),
      clientAuthentication: clientAuthenticationAnonymous(),
      signJwt: async (_, { header, payload }) => ({
        jwt: await new CompactSign(Buffer.from(JSON.stringify(payload))).setProtectedHeader(header).sign(privateKey),
        signerJwk: publicJwk,
      }),
    },
  });
  const signer = binding === 'jwk' ? { method: 'jwk', alg, publicJwk } : { method: 'did', alg, didUrl: `${did}#0` };
  return { client, signer, publicJwk, did };
}

/** What the library does from a scanned link to the credential. */
async function take(wallet, link, format, txCode) {
  const { client, signer } = wallet;
  const credentialOffer = await client.resolveCredentialOffer(link);
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const { accessTokenResponse } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({ credentialOffer, issuerMetadata, txCode });
  const credentialConfigurationId = credentialOffer.credential_configuration_ids.find((id) => issuerMetadata.credentialIssuer.credential_configurations_supported[id].format === format);
  const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata });
  const { jwt } = await client.createCredentialRequestJwtProof({ issuerMetadata, signer, nonce, credentialConfigurationId });
  const accessToken = accessTokenResponse.access_token;
  const { credentialResponse } = await client.retrieveCredentials({ issuerMetadata, accessToken, credentialConfigurationId, proofs: { jwt: [jwt] } });
  const notify = (event) => client.sendNotification({ issuerMetadata, accessToken, notification: { notificationId: credentialResponse.notification_id, event } });
  return { credential: credentialResponse.credentials[0].credential, issuerMetadata, credentialOffer, credentialConfigurationId, notify };
}

const offer = (record, body = {}, key = liveKey) => done('POST', `/v1/credentials/${record.id}/offers`, { key, body });

/** The credential as strangers judge it, by its format: whom it is bound to, and what it says. */
async function judged(credential, format) {
  if (format === 'dc+sd-jwt') {
    const { payload } = await sdJwtJudge.verify(credential);
    return { id: payload.id, bound: payload.cnf.jwk, name: payload.recipient_name };
  }
  if (format === 'jwt_vc_json') {
    const { payload } = await verifyJwt(credential);
    return { id: payload.id, bound: payload.credentialSubject.id, name: payload.credentialSubject.name };
  }
  const result = await verifyJson(credential);
  assert.equal(result.verified, true, reasons(result));
  return { id: credential.id, bound: credential.credentialSubject.id, name: credential.credentialSubject.name };
}

for (const format of formats) {
  for (const [alg, binding] of [['ES256', 'jwk'], ['EdDSA', 'did:jwk']]) {
    describe(`@openid4vc takes a credential as ${format} with a key of ${alg} by ${binding}`, () => {
      let issued;
      let wallet;
      let held;
      before(async () => {
        issued = await issue({ subject: { grade: 'A' } });
        wallet = await newWallet(alg, binding);
        const made = await offer(issued.record);
        held = await take(wallet, made.link, format, made.transactionCode);
      });

      test('bound to its key, and strangers find it right', async () => {
        const said = await judged(held.credential, format);
        assert.deepEqual([said.id, said.name], [issued.document.id, 'Ada Example']);
        if (format === 'dc+sd-jwt') assert.deepEqual({ ...said.bound }, { ...wallet.publicJwk, ...said.bound });
        else assert.equal((await importJWK(JSON.parse(Buffer.from(said.bound.slice('did:jwk:'.length), 'base64url')), alg)) !== undefined && said.bound.startsWith('did:jwk:'), true);
        if (format !== 'dc+sd-jwt' && binding !== 'jwk') assert.equal(said.bound, wallet.did);
      });

      test('it verifies here, is reported, and a revocation reaches it', async () => {
        const before = await verification(held.credential);
        assert.deepEqual([before.verdict, before.outcomes.record, before.outcomes.status], ['valid', 'pass', 'pass'], JSON.stringify(before));
        await held.notify('credential_accepted');
        await done('POST', `/v1/credentials/${issued.record.id}/revoke`, { body: { reason: 'issued in error' } });
        const after = await verification(held.credential);
        assert.deepEqual([after.verdict, after.outcomes.status], ['invalid', 'fail'], JSON.stringify(after));
        assert.ok(after.reasons.includes('revoked'));
        if (format === 'ldp_vc') assert.match(reasons(await verifyJson(held.credential)), /status set: revocation/);
      });
    });
  }
}

describe('@openid4vc and our offers', () => {
  test('by value, without a transaction code', async () => {
    const { record, document } = await issue();
    const made = await offer(record, { transactionCode: 'none', formats: ['dc+sd-jwt'] });
    const held = await take(await newWallet(), made.linkByValue, 'dc+sd-jwt');
    assert.equal((await judged(held.credential, 'dc+sd-jwt')).id, document.id);
    assert.deepEqual(held.credentialOffer.credential_configuration_ids.length, 1);
  });

  test('a wrong transaction code is refused in OAuth’s words, and the right one still works', async () => {
    const { record } = await issue();
    const made = await offer(record);
    const wrong = made.transactionCode === '000000' ? '000001' : '000000';
    await assert.rejects(take(await newWallet(), made.link, 'ldp_vc', wrong), (error) => error.errorResponse?.error === 'invalid_grant');
    await take(await newWallet(), made.linkByValue, 'ldp_vc', made.transactionCode);
  });

  test('the metadata shows the programme and says what is a test', async () => {
    const { record } = await issue({ key: testKey });
    const made = await offer(record, {}, testKey);
    const { issuerMetadata, credentialConfigurationId, credential } = await take(await newWallet('EdDSA'), made.link, 'jwt_vc_json', made.transactionCode);
    const shown = issuerMetadata.credentialIssuer.credential_configurations_supported[credentialConfigurationId];
    assert.equal(shown.credential_metadata.display[0].name, 'Test: Safety Training');
    assert.equal(shown.credential_metadata.display[0].logo.uri, 'https://example.org/badge.png');
    assert.match(issuerMetadata.credentialIssuer.display[0].name, /^Test: /);
    assert.ok(issuerMetadata.credentialIssuer.credential_issuer.endsWith('/test'));
    assert.ok(decodeJwt(credential).issuer.id.endsWith(':test'));
    assert.notEqual((await verification(credential)).verdict, 'valid');
  });

  test('the QR code holds the link', async () => {
    const { record } = await issue();
    const { qrSvg, link } = await offer(record);
    assert.equal(read(qrSvg), link);
  });

  test('the offer of a revoked credential is over', async () => {
    const { record } = await issue();
    const made = await offer(record);
    await done('POST', `/v1/credentials/${record.id}/revoke`, { body: { reason: 'issued in error' } });
    await assert.rejects(take(await newWallet(), made.link, 'ldp_vc', made.transactionCode), (error) => error.errorResponse?.error === 'invalid_grant');
    assert.equal((await call('POST', `/v1/credentials/${record.id}/offers`)).status, 409);
  });
});

/** Draws the dark stretches of the SVG, four pixels to a module, and reads them. */
function read(svg) {
  const scale = 4;
  const size = scale * Number(/viewBox="0 0 (\d+)/.exec(svg)[1]);
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  for (const [, x, y, width, height] of svg.matchAll(/M(\d+) (\d+)h(\d+)v(\d+)h-\d+z/g))
    for (let row = y * scale; row < (+y + +height) * scale; row++)
      for (let column = x * scale; column < (+x + +width) * scale; column++) pixels.fill(0, (row * size + column) * 4, (row * size + column) * 4 + 3);
  return (jsqr.default ?? jsqr)(pixels, size, size)?.data;
}
