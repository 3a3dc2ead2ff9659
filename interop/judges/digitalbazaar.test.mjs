// @digitalbazaar/vc: our embedded proofs of both suites verify there, theirs verify here, and forgeries are refused on both sides.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import { createPresentation } from '@digitalbazaar/vc';
import jsonld from 'jsonld';
import { reasons, verifyJson, verifyPresentation } from '../support/judging.mjs';
import { loader } from '../support/loader.mjs';
import { changed, contexts, newSigner, plain } from '../support/theirs.mjs';
import { done, form, issue, presented, testKey, verification } from '../support/vidimus.mjs';

async function accepted(credential, options) {
  const result = await verifyJson(credential, options);
  assert.equal(result.verified, true, reasons(result));
  return result;
}

async function refused(credential, options) {
  const result = await verifyJson(credential, options);
  assert.equal(result.verified, false, 'the forgery must be refused');
  return reasons(result);
}

for (const [name, suite] of [
  ['json', 'eddsa-rdfc-2022'],
  ['jcs', 'eddsa-jcs-2022'],
]) {
  describe(`@digitalbazaar/vc and our credentials with ${suite}`, () => {
    let document;
    before(async () => {
      const { record } = await issue({ subject: { grade: 'A', hours: 16, parts: [{ title: 'Burns' }, { title: 'Wounds' }] }, validUntil: '2100-01-01T00:00:00.000Z' });
      document = await form(record.id, name);
    });

    test(`the one proof is an ${suite} proof, in a list, and verifies`, async () => {
      assert.deepEqual(document.proof.map((proof) => proof.cryptosuite), [suite]);
      await accepted(document);
    });

    test('a credential in test mode verifies under its own, other identity', async () => {
      const { record } = await issue({ key: testKey });
      const trial = await form(record.id, name, testKey);
      assert.notEqual(trial.issuer.id, document.issuer.id);
      await accepted(trial);
    });

    test('text of any script, and numbers, are signed as they read them', async () => {
      const subject = { note: 'naïve — 测试 😀 "quoted" \\ \u2028', level: -0.5, big: 1e21, none: 0, yes: true };
      const { record } = await issue({ recipient: { name: 'Žofie Ångström 李' }, subject });
      const written = await form(record.id, name);
      assert.equal(written.credentialSubject.note, subject.note);
      await accepted(written);
      await refused(changed(written, (d) => (d.credentialSubject.level = -0.25)));
    });

    test('a changed name is refused', async () => {
      assert.match(await refused(changed(document, (d) => (d.credentialSubject.name = 'Eve Example'))), /Invalid signature/);
    });

    test('a member added to the subject is refused', async () => {
      await refused(changed(document, (d) => (d.credentialSubject.honours = true)));
    });

    test('a changed time of signing is refused', async () => {
      await refused(changed(document, (d) => (d.proof[0].created = '2020-01-01T00:00:00Z')));
    });

    test('the proof said to be of the other suite is refused', async () => {
      const other = suite === 'eddsa-jcs-2022' ? 'eddsa-rdfc-2022' : 'eddsa-jcs-2022';
      await refused(changed(document, (d) => (d.proof[0].cryptosuite = other)));
    });

    test('the same proof under another key is refused', async () => {
      const stranger = await Multikey.generate();
      const method = document.proof[0].verificationMethod;
      const { publicKeyMultibase } = await stranger.export({ publicKey: true });
      const swapped = { '@context': 'https://w3id.org/security/multikey/v1', id: method, type: 'Multikey', controller: document.issuer.id, publicKeyMultibase };
      assert.match(await refused(document, { documentLoader: loader(new Map([[method, swapped]])) }), /Invalid signature/);
    });

    test('every term has a meaning: JSON-LD expands in safe mode, with nothing dropped', async () => {
      const { proof, ...unsigned } = document;
      const [expanded] = await jsonld.expand(unsigned, { documentLoader: loader(), safe: true });
      const types = expanded['@type'];
      assert.ok(types.includes('https://www.w3.org/2018/credentials#VerifiableCredential'));
      assert.ok(types.includes('https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential'));
      const subject = expanded['https://www.w3.org/2018/credentials#credentialSubject'][0];
      assert.ok(subject['https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement'], 'the achievement is an Open Badges achievement');
    });
  });
}

describe('@digitalbazaar/vc and what our VC API issues', () => {
  let did;
  before(async () => (did = (await issue()).document.issuer.id));
  const make = async (credential, options) => (await done('POST', '/credentials/issue', { body: { credential, options } })).verifiableCredential;

  for (const [what, credential] of [
    ['VC 2.0', () => plain(did)],
    ['VC 1.1', () => old(did, { '@context': [contexts.v1] })],
  ]) {
    for (const cryptosuite of ['eddsa-rdfc-2022', 'eddsa-jcs-2022', 'Ed25519Signature2020']) {
      test(`a credential of ${what} with ${cryptosuite} verifies, and changed it is refused`, async () => {
        const issued = await make(credential(), { cryptosuite });
        assert.equal(issued.proof.cryptosuite ?? issued.proof.type, cryptosuite);
        await accepted(issued);
        await refused(changed(issued, (c) => (c.credentialSubject.id = 'urn:uuid:00000000-0000-4000-8000-000000000000')));
        assert.equal((await verification(issued)).verdict, 'valid');
      });
    }

    test(`a credential of ${what} with entries in our lists is refused once it is revoked`, async () => {
      const asked = ['revocation', 'suspension'].map((statusPurpose) => ({ type: 'BitstringStatusListEntry', statusPurpose }));
      const issued = await make({ ...credential(), id: `urn:uuid:${crypto.randomUUID()}` }, { credentialStatus: asked });
      await accepted(issued);
      await done('POST', '/credentials/status', { body: { credentialId: issued.id, credentialStatus: asked[0] } });
      assert.match(await refused(issued), /status set: revocation/);
      assert.deepEqual((await verification(issued)).reasons, ['revoked']);
    });
  }
});

const old = (did, more = {}) => ({
  '@context': [contexts.v1, contexts.signature2020],
  id: 'urn:uuid:0d7a1c7c-6a1e-4d8e-9a57-0f3d6f1a2b3c',
  type: ['VerifiableCredential'],
  issuer: did,
  issuanceDate: '2020-01-01T00:00:00Z',
  credentialSubject: { id: 'urn:uuid:4b0a3b1e-7a3a-4a45-8f9d-6a5c5b6d7e8f' },
  ...more,
});

for (const [what, suite, make] of [
  ['eddsa-rdfc-2022', 'rdfc', plain],
  ['eddsa-jcs-2022', 'jcs', plain],
  ['Ed25519Signature2020, in VC 2.0', '2020', (did, more) => plain(did, { '@context': [contexts.v2, contexts.signature2020], ...more })],
  ['Ed25519Signature2020, in VC 1.1', '2020', old],
]) {
  describe(`our verifier and ${what} by @digitalbazaar/vc`, () => {
    const [begin, end] = make === old ? ['issuanceDate', 'expirationDate'] : ['validFrom', 'validUntil'];
    const subject = { id: 'urn:uuid:4b0a3b1e-7a3a-4a45-8f9d-6a5c5b6d7e8f' };
    let signer;
    before(async () => (signer = await newSigner()));

    test('what they sign with did:key is valid', async () => {
      const answer = await verification(await signer.sign(make(signer.did), suite));
      assert.equal(answer.verdict, 'valid', JSON.stringify(answer));
      assert.deepEqual([answer.outcomes.proof, answer.outcomes.issuer], ['pass', 'pass']);
    });

    test('the same about another subject is invalid, by its signature', async () => {
      const signed = await signer.sign(make(signer.did, { credentialSubject: subject }), suite);
      const answer = await verification(changed(signed, (c) => (c.credentialSubject.id = 'urn:uuid:00000000-0000-4000-8000-000000000000')));
      assert.deepEqual([answer.verdict, answer.reasons, answer.outcomes.proof], ['invalid', ['signature_invalid'], 'fail']);
    });

    test('in the name of one issuer signed by another is invalid, by its issuer', async () => {
      const other = await newSigner();
      const answer = await verification(await signer.sign(make(other.did), suite));
      assert.deepEqual([answer.verdict, answer.reasons], ['invalid', ['issuer_mismatch']]);
    });

    test('what has ended is invalid by its date alone, and what has not begun is told apart', async () => {
      const ended = await verification(await signer.sign(make(signer.did, { [end]: '2020-01-02T00:00:00Z' }), suite));
      assert.deepEqual([ended.verdict, ended.reasons, ended.outcomes.proof], ['invalid', ['expired'], 'pass']);
      const early = await verification(await signer.sign(make(signer.did, { [begin]: '2099-01-01T00:00:00Z' }), suite));
      assert.deepEqual([early.verdict, early.reasons, early.outcomes.proof], ['invalid', ['not_yet_valid'], 'pass']);
    });
  });
}

describe('sets of proofs by @digitalbazaar/vc', () => {
  let signer;
  let set;
  before(async () => {
    signer = await newSigner();
    set = await signer.sign(await signer.sign(plain(signer.did), 'rdfc'), 'jcs');
  });

  test('are valid here when every proof is right', async () => {
    assert.deepEqual(set.proof.map((proof) => proof.cryptosuite), ['eddsa-rdfc-2022', 'eddsa-jcs-2022']);
    const answer = await verification(set);
    assert.equal(answer.verdict, 'valid', JSON.stringify(answer));
    await accepted(set);
  });

  // Their library is content with one right proof; VC Data Integrity 1.0, section 2.1.1, leaves that to the verifier.
  test('are invalid here when one of them is forged, and still pass there', async () => {
    const forged = changed(set, (c) => (c.proof[1].proofValue = c.proof[0].proofValue));
    const answer = await verification(forged);
    assert.deepEqual([answer.verdict, answer.reasons], ['invalid', ['signature_invalid']]);
    await accepted(forged);
  });
});

describe('presentations by @digitalbazaar/vc over our credentials', () => {
  const options = { challenge: 'c-5f0d7e', domain: 'employer.example' };
  let holder;
  let documents;
  before(async () => {
    holder = await newSigner();
    const records = [(await issue()).record, (await issue()).record];
    documents = [await form(records[0].id, 'json'), await form(records[1].id, 'jcs')];
  });
  const make = (suite, more = {}, by = holder) => by.present(createPresentation({ verifiableCredential: documents, holder: holder.did, ...more }), { ...options, suite });
  const told = ({ status, verified, outcomes }) => [status, verified, outcomes];

  for (const suite of ['rdfc', 'jcs']) {
    test(`are believed by both, with an ${suite} proof over one credential of each suite`, async () => {
      const presentation = await make(suite);
      const theirs = await verifyPresentation(presentation, options);
      assert.equal(theirs.verified, true, reasons(theirs));
      const ours = await presented(presentation, options);
      assert.deepEqual(told(ours), [200, true, { schema: 'pass', proof: 'pass', challenge: 'pass', domain: 'pass', holder: 'pass', subject: 'skipped' }], JSON.stringify(ours));
      assert.deepEqual(ours.credentialResults.map((result) => result.verdict), ['valid', 'valid']);
    });

    test(`are refused by both for another challenge or domain (${suite})`, async () => {
      const presentation = await make(suite);
      for (const wrong of [{ challenge: 'another' }, { domain: 'other.example' }]) {
        assert.equal((await verifyPresentation(presentation, { ...options, ...wrong })).verified, false);
        const ours = await presented(presentation, { ...options, ...wrong });
        assert.deepEqual([ours.status, ours.verified], [400, false]);
      }
    });

    test(`are refused by both with something changed in them (${suite})`, async () => {
      const presentation = await make(suite);
      for (const change of [
        (p) => (p.holder = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'),
        (p) => p.verifiableCredential.pop(),
        (p) => (p.verifiableCredential[0].credentialSubject.name = 'Eve Example'),
        (p) => (p.proof.challenge = 'another'),
      ]) {
        const forged = changed(presentation, change);
        assert.equal((await verifyPresentation(forged, options)).verified, false, String(change));
        const ours = await presented(forged, options);
        assert.deepEqual([ours.status, ours.verified], [400, false], String(change));
      }
    });
  }

  test('of a revoked credential are refused by both, and ours says which', async () => {
    const { record, document } = await issue();
    await done('POST', `/v1/credentials/${record.id}/revoke`, { body: { reason: 'Issued in error' } });
    const presentation = await make('rdfc', { verifiableCredential: [documents[0], document] });
    assert.equal((await verifyPresentation(presentation, options)).verified, false);
    const ours = await presented(presentation, options);
    assert.deepEqual([ours.status, ours.outcomes.proof], [400, 'pass']);
    assert.deepEqual(ours.credentialResults.map((result) => result.verdict), ['valid', 'invalid']);
  });

  // Their library looks at the key's controller and not at the member holder; VC Data Model 2.0, section 4.13, ties the two.
  test('in the name of another holder are refused here, and pass there', async () => {
    const thief = await newSigner();
    const presentation = await make('rdfc', {}, thief);
    assert.equal((await verifyPresentation(presentation, options)).verified, true);
    const ours = await presented(presentation, options);
    assert.deepEqual([ours.status, ours.outcomes.proof, ours.outcomes.holder], [400, 'pass', 'fail']);
  });
});
