// jose: our vc+jwt, receipts and access tokens are what the RFCs say, and their key sets are apart.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import { base64url, compactVerify, createRemoteJWKSet, decodeProtectedHeader, exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT } from 'jose';
import { keyOf } from '../support/judging.mjs';
import { contexts, newSigner, plain, retold } from '../support/theirs.mjs';
import { call, didDocumentUrl, done, issue, liveKey, presented, url, verification } from '../support/vidimus.mjs';

const receiptKeys = createRemoteJWKSet(new URL('/.well-known/jwks.json', url));
const tokenKeys = createRemoteJWKSet(new URL('/oauth/jwks', url));

/** Another key answered for every token, as a forger would have it. */
async function strangerKey() {
  const { publicKey } = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  return importJWK({ ...(await exportJWK(publicKey)), alg: 'EdDSA' });
}

/** The payload with another name, under the signature of the first. */
function renamed(jwt, from, to) {
  const [header, payload, signature] = jwt.split('.');
  const text = Buffer.from(payload, 'base64url').toString();
  assert.ok(text.includes(from));
  return [header, Buffer.from(text.replaceAll(from, to)).toString('base64url'), signature].join('.');
}

// VC Data Model 2.0, section 4.13.2.
const enveloped = (what, type, token) => ({ '@context': [contexts.v2], type: `Enveloped${what}`, id: `data:application/${type},${token}` });

describe('jose and a vc+jwt', () => {
  let issued;
  let key;
  before(async () => {
    issued = await issue();
    key = await importJWK(await keyOf(decodeProtectedHeader(issued.jwt).kid));
  });

  test('a vc+jwt verifies with the key of the DID document', async () => {
    const { payload, protectedHeader } = await jwtVerify(issued.jwt, key, { typ: 'vc+jwt', algorithms: ['EdDSA', 'Ed25519'] });
    const issuer = typeof payload.issuer === 'string' ? payload.issuer : payload.issuer.id;
    assert.equal(protectedHeader.kid.split('#')[0], issuer);
    assert.equal(payload.credentialSubject.name, 'Ada Example');
    assert.equal(payload.vc, undefined, 'VC-JOSE-COSE has no vc claim');
    assert.equal(payload.id, issued.record.verifyUrl);
  });

  test('a vc+jwt with another name is refused', async () => {
    await assert.rejects(jwtVerify(renamed(issued.jwt, 'Ada Example', 'Eve Example'), key), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
  });

  test('a vc+jwt is refused with another key', async () => {
    await assert.rejects(jwtVerify(issued.jwt, await strangerKey()), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
  });

  test('the public document of the verify link is the same vc+jwt, for any origin', async () => {
    const { documentUrls } = await done('GET', `/verify/${issued.record.id}`, { key: null, headers: { accept: 'application/json' } });
    const answer = await call('GET', documentUrls.jwt, { key: null, headers: { origin: 'https://elsewhere.example' } });
    assert.equal(answer.text, issued.jwt);
    assert.match(answer.headers.get('content-type'), /^application\/vc\+jwt/);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
  });

  test('a receipt verifies with the remote key set of receipts and names digest and issuer', async () => {
    const { payload } = await compactVerify(issued.receipt, receiptKeys);
    const said = JSON.parse(new TextDecoder().decode(payload));
    assert.deepEqual(
      { credentialId: said.credentialId, digest: said.digest, mode: said.mode, iss: said.iss },
      { credentialId: issued.record.id, digest: issued.record.digest, mode: 'live', iss: url },
    );
  });

  test('a receipt with another digest is refused', async () => {
    const forged = renamed(issued.receipt, issued.record.digest, `u${'A'.repeat(43)}`);
    await assert.rejects(compactVerify(forged, receiptKeys), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
  });
});

describe('our verifier and a vc+jwt by jose', () => {
  let signer;
  before(async () => (signer = await newSigner()));
  const told = async (jwt) => {
    const { verdict, reasons } = await verification(jwt);
    return [verdict, ...reasons];
  };

  test('is valid, with cty or without, and with claims that say what the credential says', async () => {
    const credential = plain(signer.did);
    assert.deepEqual(await told(await signer.jwt(credential)), ['valid']);
    assert.deepEqual(await told(await signer.jwt(credential, 'vc+jwt', { cty: 'vc' })), ['valid']);
    const claims = { iss: signer.did, jti: credential.id, sub: credential.credentialSubject.id, iat: 1_577_836_800 };
    assert.deepEqual(await told(await signer.jwt({ ...credential, ...claims })), ['valid']);
  });

  test('is valid enveloped in a credential as well', async () => {
    const answer = await verification(enveloped('VerifiableCredential', 'vc+jwt', await signer.jwt(plain(signer.did))));
    assert.equal(answer.verdict, 'valid', JSON.stringify(answer));
  });

  test('is refused with other words, under another key, as another type, or with claims that say otherwise', async () => {
    const jwt = await signer.jwt(plain(signer.did));
    assert.deepEqual(await told(retold(jwt, (c) => (c.credentialSubject.name = 'Eve Example'))), ['invalid', 'signature_invalid']);
    const other = await newSigner();
    assert.deepEqual(await told(await other.jwt(plain(signer.did), 'vc+jwt', { kid: signer.method })), ['invalid', 'signature_invalid']);
    assert.deepEqual(await told(await signer.jwt(plain(signer.did), 'example+jwt')), ['invalid', 'signature_invalid']);
    assert.deepEqual(await told(await signer.jwt({ ...plain(signer.did), iss: other.did })), ['invalid', 'signature_invalid']);
    assert.deepEqual(await told(await other.jwt(plain(signer.did))), ['invalid', 'issuer_mismatch']);
  });
});

describe('our VC API and a vp+jwt by jose', () => {
  const options = { challenge: 'c-5f0d7e', domain: 'employer.example' };
  let holder;
  let jwt;
  before(async () => {
    holder = await newSigner();
    jwt = (await issue()).jwt;
  });
  const make = (claims = {}, by = holder, typ = 'vp+jwt') =>
    by.jwt({ '@context': [contexts.v2], type: ['VerifiablePresentation'], holder: holder.did, verifiableCredential: [enveloped('VerifiableCredential', 'vc+jwt', jwt)], aud: options.domain, nonce: options.challenge, iat: Math.floor(Date.now() / 1000), ...claims }, typ);

  test('is believed as text and enveloped, with our vc+jwt in it', async () => {
    const presentation = await make();
    for (const given of [presentation, enveloped('VerifiablePresentation', 'vp+jwt', presentation)]) {
      const answer = await presented(given, options);
      assert.deepEqual([answer.status, answer.outcomes], [200, { schema: 'pass', proof: 'pass', challenge: 'pass', domain: 'pass', holder: 'pass', subject: 'skipped' }], JSON.stringify(answer));
      assert.deepEqual(answer.credentialResults.map((result) => result.verdict), ['valid']);
    }
  });

  test('is refused for another occasion, another holder, with other words, or as another type', async () => {
    const thief = await newSigner();
    const forged = enveloped('VerifiableCredential', 'vc+jwt', renamed(jwt, 'Ada Example', 'Eve Example'));
    for (const [what, presentation] of [
      ['nonce', await make({ nonce: 'another' })],
      ['aud', await make({ aud: 'other.example' })],
      ['nothing bound', await make({ aud: undefined, nonce: undefined })],
      ['ended', await make({ exp: Math.floor(Date.now() / 1000) - 600 })],
      ['thief', await make({}, thief)],
      ['forged', await make({ verifiableCredential: [forged] })],
      ['retold', retold(await make(), (claims) => (claims.verifiableCredential = []))],
      ['typ', await make({}, holder, 'vc+jwt')],
    ]) {
      const answer = await presented(presentation, options);
      assert.deepEqual([answer.status, answer.verified], [400, false], what);
    }
  });
});

describe('jose and access tokens', () => {
  let token;
  before(async () => {
    const minted = await done('POST', '/v1/keys', { body: { label: 'exchange', mode: 'live', kind: 'clientToken', scopes: ['read'] } });
    const answer = await call('POST', '/v1/auth/token', { key: null, headers: { authorization: minted.basicHeader } });
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    token = answer.json().access_token;
  });
  const expected = { issuer: url, audience: url, typ: 'at+jwt', algorithms: ['ES256'], requiredClaims: ['sub', 'client_id', 'iat', 'exp', 'jti'] };

  test('an access token is an ES256 at+jwt of RFC 9068 that lives 900 seconds', async () => {
    const { payload } = await jwtVerify(token, tokenKeys, expected);
    assert.equal(payload.exp - payload.iat, 900);
    assert.equal(payload.client_id, payload.sub);
    assert.equal(payload.scope, 'read');
  });

  test('an access token is not one for another audience', async () => {
    await assert.rejects(jwtVerify(token, tokenKeys, { ...expected, audience: 'https://elsewhere.example' }), { code: 'ERR_JWT_CLAIM_VALIDATION_FAILED' });
  });

  test('a token with wider scope under the same signature is refused by jose and by the server', async () => {
    const forged = renamed(token, '"scope":"read"', '"scope":"admin"');
    await assert.rejects(jwtVerify(forged, tokenKeys, expected), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
    const answer = await call('GET', '/v1/auth/me', { key: forged });
    assert.equal(answer.status, 401);
    assert.equal(answer.json().error.code, 'AUTH_INVALID_TOKEN');
  });
});

test('the key sets of tokens, receipts and credentials have no key in common', async () => {
  const { document } = await issue();
  const did = await (await fetch(didDocumentUrl(document.issuer.id))).json();
  const credentials = await Promise.all(
    did.verificationMethod.map(async (m) => Multikey.toJwk({ keyPair: await Multikey.from({ '@context': 'https://w3id.org/security/multikey/v1', ...m }) })),
  );
  const receipts = (await done('GET', '/.well-known/jwks.json', { key: null })).keys;
  const tokens = (await done('GET', '/oauth/jwks', { key: null })).keys;
  const points = [...receipts, ...tokens, ...credentials].map(({ x }) => x);
  assert.ok(receipts.length > 0 && tokens.length > 0 && credentials.length > 0);
  assert.equal(new Set(points).size, points.length);
  assert.ok([...receipts, ...tokens].every((key) => key.d === undefined), 'no private part is published');
  assert.ok(liveKey.startsWith('vdm_live_'));
});

describe('our verifier and the tokens that jose signs on the curves of NIST', () => {
  for (const alg of ['ES256', 'ES384', 'ES512'])
    test(`a vc+jwt by ${alg} is valid, and not when retold or signed by another`, async () => {
      const [owner, thief] = [await generateKeyPair(alg, { extractable: true }), await generateKeyPair(alg)];
      const { kty, crv, x, y } = await exportJWK(owner.publicKey);
      const issuer = `did:jwk:${base64url.encode(JSON.stringify({ kty, crv, x, y }))}`;
      const credential = {
        '@context': [contexts.v2],
        type: ['VerifiableCredential'],
        issuer,
        validFrom: '2026-01-01T00:00:00Z',
        credentialSubject: { name: 'Ada Example' },
      };
      const sign = (key) => new SignJWT(credential).setProtectedHeader({ alg, typ: 'vc+jwt', kid: `${issuer}#0` }).sign(key);
      const right = await sign(owner.privateKey);
      assert.equal((await verification(right)).verdict, 'valid');
      for (const wrong of [await sign(thief.privateKey), retold(right, (claims) => (claims.credentialSubject.name = 'Eve Example'))]) {
        const answer = await verification(wrong);
        assert.deepEqual([answer.verdict, answer.reasons], ['invalid', ['signature_invalid']]);
      }
    });
});
