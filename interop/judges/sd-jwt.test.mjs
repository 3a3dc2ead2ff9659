// @sd-jwt: our SD-JWT VCs verify there in every selection a holder makes, theirs verify here, and forgeries are refused on both sides.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { SDJwt } from '@sd-jwt/core';
import { ES256, digest } from '@sd-jwt/crypto-nodejs';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { sdJwtJudge } from '../support/judging.mjs';
import { eddsa, newKey, newSigner, retold } from '../support/theirs.mjs';
import { call, done, form, issue, verification } from '../support/vidimus.mjs';

const occasion = { audience: 'https://employer.example', nonce: 'n-0S6_WzA2Mj' };
const now = () => Math.floor(Date.now() / 1000);

/** A holder with a key of one of the two kinds, whose library is told nothing but how to sign. */
async function newHolder(alg) {
  const { privateJwk, jwk, sign } = alg === 'ES256' ? await p256() : await ed25519();
  const wallet = new SDJwtVcInstance({ hasher: digest, kbSigner: sign, kbSignAlg: alg });
  return {
    privateJwk,
    jwk,
    present: (credential, frame, { audience = occasion.audience, nonce = occasion.nonce, iat = now() } = {}) => wallet.present(credential, frame, { kb: { payload: { iat, aud: audience, nonce } } }),
  };
}

async function p256() {
  const { publicKey, privateKey } = await ES256.generateKeyPair();
  const { kty, crv, x, y } = publicKey;
  return { privateJwk: privateKey, jwk: { kty, crv, x, y }, sign: await ES256.getSigner(privateKey) };
}

async function ed25519() {
  const { privateJwk, jwk } = await newKey();
  const { kty, crv, x } = jwk;
  return { privateJwk, jwk: { kty, crv, x }, sign: eddsa(privateJwk) };
}

/** A disclosure with another value in the place of the one that was digested. */
function misquoted(compact, from, to) {
  const parts = compact.split('~');
  const at = parts.findIndex((part, i) => i > 0 && !part.includes('.') && Buffer.from(part, 'base64url').toString().includes(from));
  assert.ok(at > 0, `${from} is disclosed`);
  parts[at] = Buffer.from(Buffer.from(parts[at], 'base64url').toString().replace(from, to)).toString('base64url');
  return parts.join('~');
}

describe('@sd-jwt/sd-jwt-vc and our SD-JWT', () => {
  const subject = { grade: 'A', hours: 16, parts: [{ title: 'Burns' }, { title: 'Wounds' }] };
  let issued;
  let compact;
  before(async () => {
    issued = await issue({ subject, validUntil: '2100-01-01T00:00:00.000Z' });
    compact = await form(issued.record.id, 'sd-jwt');
  });

  test('is a dc+sd-jwt with everything disclosed, verified with its status', async () => {
    assert.equal(decodeProtectedHeader(compact.split('~')[0]).typ, 'dc+sd-jwt');
    const { payload } = await sdJwtJudge.verify(compact, { requiredClaimKeys: ['iss', 'iat', 'nbf', 'exp', 'vct', 'status'] });
    assert.equal(payload.iss, issued.document.issuer.id);
    assert.equal(payload.exp, Date.parse('2100-01-01T00:00:00.000Z') / 1000);
    assert.equal(payload.id, issued.document.id);
    assert.equal(payload.recipient_name, 'Ada Example');
    assert.deepEqual(payload.subject, { ...subject, ...payload.subject });
    assert.equal(payload.achievement.criteria.narrative, issued.document.credentialSubject.achievement.criteria.narrative);
    assert.equal(payload.status.status_list.idx, Number(issued.document.credentialStatus.statusListIndex));
  });

  test('its type (vct) is described where its address says', async () => {
    const { vct } = decodeJwt(compact.split('~')[0]);
    const described = await sdJwtJudge.getVct(compact);
    assert.equal(described.mergedTypeMetadata.vct, vct);
  });

  test('what a holder keeps back is not told, decoys and all', async () => {
    const presentation = await sdJwtJudge.present(compact, { achievement: true, subject: { grade: true } });
    const { payload } = await sdJwtJudge.verify(presentation);
    assert.deepEqual([payload.subject, payload.recipient_name, typeof payload.achievement], [{ grade: 'A' }, undefined, 'object']);
    assert.ok(!presentation.includes(Buffer.from('"hours"').toString('base64url').slice(0, 6)), 'nothing of the other disclosures goes along');
    const nothing = await sdJwtJudge.verify(await sdJwtJudge.present(compact, {}));
    assert.deepEqual([nothing.payload.recipient_name, nothing.payload.subject], [undefined, {}]);
  });

  test('digests come in fours with decoys among them, which their library cannot tell apart', async () => {
    const { jwt, disclosures } = await SDJwt.fromEncode(compact, digest);
    const counts = [jwt.payload._sd.length, jwt.payload.subject._sd.length];
    assert.deepEqual(counts.map((count) => count % 4), [0, 0]);
    assert.ok(counts[0] + counts[1] > disclosures.length);
    const claims = await sdJwtJudge.getClaims(compact);
    assert.doesNotMatch(JSON.stringify(claims), /_sd|\.\.\./);
  });

  test('each selection verifies here as well', async () => {
    for (const frame of [undefined, {}, { recipient_name: true }, { subject: { hours: true, parts: true } }]) {
      const answer = await verification(frame ? await sdJwtJudge.present(compact, frame) : compact);
      assert.deepEqual([answer.verdict, answer.outcomes.proof, answer.outcomes.status], ['valid', 'pass', 'pass'], JSON.stringify(answer));
    }
  });

  for (const [what, forge] of [
    ['another end', (claims) => (claims.exp += 86_400)],
    ['another issuer', (claims) => (claims.iss = 'did:web:example.org')],
    ['another holder', (claims) => (claims.cnf = { jwk: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' } })],
    ['no status', (claims) => delete claims.status],
  ]) {
    test(`with ${what} it is refused by both`, async () => {
      const forged = retold(compact, forge);
      const answer = await verification(forged);
      assert.deepEqual([answer.verdict, answer.outcomes.proof], ['invalid', 'fail']);
      await assert.rejects(sdJwtJudge.verify(forged), /[Ss]ignature/);
    });
  }

  // Their library passes over a disclosure that no digest names and tells nothing of it; RFC 9901, section 7.1, has it refused.
  for (const [what, forge] of [
    ['another value disclosed', (text) => misquoted(text, 'Ada Example', 'Eve Example')],
    ['a disclosure of somebody’s own', (text) => `${text}${Buffer.from('["c2FsdHNhbHRzYWx0","honours",true]').toString('base64url')}~`],
  ]) {
    test(`with ${what} it is refused here, and untold there`, async () => {
      const forged = forge(compact);
      const answer = await verification(forged);
      assert.deepEqual([answer.verdict, answer.reasons], ['invalid', ['signature_invalid', 'record_mismatch']]);
      const { payload } = await sdJwtJudge.verify(forged);
      assert.equal(payload.honours, undefined);
      assert.notEqual(payload.recipient_name, 'Eve Example');
    });
  }

  test('revoked, it is refused by both', async () => {
    const { record } = await issue();
    const text = await form(record.id, 'sd-jwt');
    await sdJwtJudge.verify(text);
    await done('POST', `/v1/credentials/${record.id}/revoke`, { body: { reason: 'Issued in error' } });
    await assert.rejects(sdJwtJudge.verify(text), /Status is not valid/);
    const answer = await verification(text);
    assert.deepEqual([answer.verdict, answer.reasons], ['invalid', ['revoked']]);
  });

  for (const alg of ['ES256', 'EdDSA']) {
    describe(`bound to a holder’s key (${alg})`, () => {
      let holder;
      let bound;
      before(async () => {
        holder = await newHolder(alg);
        const answer = await call('POST', `/v1/credentials/${issued.record.id}/sd-jwt`, { body: { holderKey: holder.jwk } });
        assert.match(answer.headers.get('content-type'), /^application\/dc\+sd-jwt/, answer.text);
        bound = answer.text;
      });

      test('the holder presents it to one verifier for one occasion, and both believe it', async () => {
        const presentation = await holder.present(bound, { recipient_name: true });
        const { payload, kb } = await sdJwtJudge.verify(presentation, { keyBindingNonce: occasion.nonce });
        assert.deepEqual([payload.recipient_name, payload.cnf.jwk, kb.payload.aud], ['Ada Example', holder.jwk, occasion.audience]);
        const answer = await verification(presentation, occasion);
        assert.deepEqual([answer.verdict, answer.outcomes.holder], ['valid', 'pass'], JSON.stringify(answer));
      });

      test('for another occasion both refuse it', async () => {
        const presentation = await holder.present(bound, {}, { nonce: 'another' });
        await assert.rejects(sdJwtJudge.verify(presentation, { keyBindingNonce: occasion.nonce }), /nonce/i);
        const answer = await verification(presentation, occasion);
        assert.deepEqual([answer.verdict, answer.reasons], ['invalid', ['holder_mismatch']]);
      });

      test('made for another verifier it is refused', async () => {
        const answer = await verification(await holder.present(bound, {}, { audience: 'https://other.example' }), occasion);
        assert.deepEqual([answer.verdict, answer.reasons], ['invalid', ['holder_mismatch']]);
      });

      test('by another key, or over other disclosures, both refuse it', async () => {
        const thief = await newHolder(alg);
        const [jwt, ...rest] = (await holder.present(bound, { recipient_name: true })).split('~');
        const stripped = [jwt, rest.at(-1)].join('~');
        for (const forged of [await thief.present(bound, {}), stripped]) {
          await assert.rejects(sdJwtJudge.verify(forged, { keyBindingNonce: occasion.nonce }));
          const answer = await verification(forged, occasion);
          assert.deepEqual([answer.verdict, answer.reasons], ['invalid', ['holder_mismatch']]);
        }
      });

      test('without the binding that is asked for both refuse it', async () => {
        await assert.rejects(sdJwtJudge.verify(bound, { keyBindingNonce: occasion.nonce }), /Key Binding/);
        const answer = await verification(bound, occasion);
        assert.deepEqual([answer.verdict, answer.reasons], ['invalid', ['holder_mismatch']]);
      });
    });
  }
});

describe('our verifier and SD-JWT VCs by @sd-jwt', () => {
  const claims = { vct: 'https://example.org/types/licence', given_name: 'Ada', family_name: 'Example', birth: { date: '1990-01-01', place: 'Bern' }, classes: ['A', 'B', 'C'] };
  const frame = { _sd: ['given_name', 'family_name', 'birth'], _sd_decoy: 3, birth: { _sd: ['date', 'place'] }, classes: { _sd: [0, 2], _sd_decoy: 1 } };
  let signer;
  let compact;
  before(async () => {
    signer = await newSigner();
    compact = await signer.sdJwt({ iss: signer.did, iat: now() - 60, ...claims }, frame);
  });
  const told = async (text, more) => {
    const { verdict, reasons } = await verification(text, more);
    return [verdict, ...reasons];
  };

  test('are valid with all, some and none of their claims disclosed, nested ones and decoys too', async () => {
    assert.deepEqual(await told(compact), ['valid']);
    for (const shown of [{}, { given_name: true }, { birth: { place: true } }, { classes: { 2: true } }]) assert.deepEqual(await told(await sdJwtJudge.present(compact, shown)), ['valid'], JSON.stringify(shown));
  });

  test('show the name that is disclosed and no other', async () => {
    const answer = await verification(await sdJwtJudge.present(compact, { given_name: true }));
    assert.match(JSON.stringify(answer), /Ada/);
    assert.doesNotMatch(JSON.stringify(answer), /Example/);
  });

  test('without any disclosable claim are valid too', async () => {
    assert.deepEqual(await told(await signer.sdJwt({ iss: signer.did, vct: claims.vct }, undefined)), ['valid']);
  });

  test('are invalid with a changed disclosure or a changed claim', async () => {
    assert.deepEqual(await told(misquoted(compact, 'Ada', 'Eve')), ['invalid', 'signature_invalid']);
    assert.deepEqual(await told(retold(compact, (c) => (c.vct = 'https://example.org/types/other'))), ['invalid', 'signature_invalid']);
  });

  test('are expired or not yet valid by their own times', async () => {
    assert.deepEqual(await told(await signer.sdJwt({ iss: signer.did, vct: claims.vct, exp: now() - 3600 }, undefined)), ['invalid', 'expired']);
    assert.deepEqual(await told(await signer.sdJwt({ iss: signer.did, vct: claims.vct, nbf: now() + 3600 }, undefined)), ['invalid', 'not_yet_valid']);
  });

  test('in the name of an issuer whose key did not sign are invalid', async () => {
    const other = await newSigner();
    assert.deepEqual(await told(await signer.sdJwt({ iss: other.did, vct: claims.vct }, undefined)), ['invalid', 'issuer_mismatch']);
  });

  test('of another type of token are not taken for credentials', async () => {
    const [jwt, ...rest] = compact.split('~');
    const other = await signer.jwt(decodeJwt(jwt), 'example+sd-jwt');
    assert.deepEqual(await told([other, ...rest].join('~')), ['invalid', 'signature_invalid']);
  });

  for (const alg of ['ES256', 'EdDSA']) {
    test(`are believed from the holder who has the key (${alg}), for the occasion alone`, async () => {
      const holder = await newHolder(alg);
      const bound = await signer.sdJwt({ iss: signer.did, iat: now() - 60, cnf: { jwk: holder.jwk }, ...claims }, frame);
      const presentation = await holder.present(bound, { given_name: true });
      assert.deepEqual(await told(presentation, occasion), ['valid']);
      assert.deepEqual(await told(presentation, { ...occasion, nonce: 'another' }), ['invalid', 'holder_mismatch']);
      assert.deepEqual(await told(presentation, { ...occasion, audience: 'https://other.example' }), ['invalid', 'holder_mismatch']);
      assert.deepEqual(await told(await holder.present(bound, {}, { iat: now() - 86_400 }), occasion), ['invalid', 'holder_mismatch']);
      const unasked = await verification(presentation);
      assert.deepEqual([unasked.verdict, unasked.outcomes.holder], ['valid', 'skipped']);
    });
  }
});
