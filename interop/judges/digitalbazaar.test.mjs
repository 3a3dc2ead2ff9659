// @digitalbazaar/vc: our embedded proofs verify there, theirs verify here, and forgeries of both are refused on both sides.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { createSignCryptosuite, createVerifyCryptosuite } from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import jsonld from 'jsonld';
import { loader } from '../support/loader.mjs';
import { done, issue, testKey } from '../support/vidimus.mjs';

const verifySuite = () => new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() });
const verify = (credential, documentLoader = loader()) => vc.verifyCredential({ credential, suite: verifySuite(), documentLoader });
const reasons = (result) => JSON.stringify(result.error ?? null, (_, value) => (value instanceof Error ? { message: value.message, errors: value.errors, ...value } : value));

/** The one embedded proof of the suite they know; a credential may carry further proofs of other suites. */
function withJcsProof(document) {
  const proofs = [document.proof].flat().filter((proof) => proof.cryptosuite === 'eddsa-jcs-2022');
  assert.equal(proofs.length, 1, 'the credential has one eddsa-jcs-2022 proof');
  return { ...document, proof: proofs };
}

function changed(document, change) {
  const copy = structuredClone(document);
  change(copy);
  return copy;
}

async function refused(credential, documentLoader) {
  const result = await verify(credential, documentLoader);
  assert.equal(result.verified, false, 'the forgery must be refused');
  return reasons(result);
}

describe('@digitalbazaar/vc and our credentials', () => {
  let document;
  before(async () => {
    document = withJcsProof((await issue({ subject: { grade: 'A', hours: 16 }, validUntil: '2100-01-01T00:00:00.000Z' })).document);
  });

  test('an embedded eddsa-jcs-2022 proof verifies', async () => {
    const result = await verify(document);
    assert.equal(result.verified, true, reasons(result));
  });

  test('a credential in test mode verifies under its own, other identity', async () => {
    const trial = withJcsProof((await issue({ key: testKey })).document);
    assert.notEqual(trial.issuer.id, document.issuer.id);
    const result = await verify(trial);
    assert.equal(result.verified, true, reasons(result));
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

  test('the same proof under another key is refused', async () => {
    const stranger = await Multikey.generate();
    const method = document.proof[0].verificationMethod;
    const swapped = { '@context': 'https://w3id.org/security/multikey/v1', id: method, type: 'Multikey', controller: document.issuer.id, publicKeyMultibase: (await stranger.export({ publicKey: true })).publicKeyMultibase };
    assert.match(await refused(document, loader(new Map([[method, swapped]]))), /Invalid signature/);
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

describe('our verifier and the credentials of @digitalbazaar/vc', () => {
  let foreign;
  before(async () => {
    foreign = await signedByThem();
  });

  test('a credential signed by another library with did:key is valid', async () => {
    const answer = await done('POST', '/v1/verifications', { key: null, body: { credential: foreign } });
    assert.equal(answer.verdict, 'valid', JSON.stringify(answer));
    assert.equal(outcome(answer, 'proof'), 'pass');
    assert.equal(outcome(answer, 'issuer'), 'pass');
  });

  test('the same with a changed name is invalid, by its signature', async () => {
    const forged = changed(foreign, (c) => (c.credentialSubject.name = 'Eve Example'));
    const answer = await done('POST', '/v1/verifications', { key: null, body: { credential: forged } });
    assert.equal(answer.verdict, 'invalid');
    assert.deepEqual(answer.reasons, ['signature_invalid']);
    assert.equal(outcome(answer, 'proof'), 'fail');
  });

  test('a credential in the name of one issuer signed by another is invalid, by its issuer', async () => {
    const other = await Multikey.generate();
    const answer = await done('POST', '/v1/verifications', { key: null, body: { credential: await signedByThem(`did:key:${(await other.export({ publicKey: true })).publicKeyMultibase}`) } });
    assert.equal(answer.verdict, 'invalid');
    assert.ok(answer.reasons.includes('issuer_mismatch'), JSON.stringify(answer));
  });

  test('one that has ended is invalid, by its date alone', async () => {
    const answer = await done('POST', '/v1/verifications', { key: null, body: { credential: await signedByThem(undefined, { validUntil: '2020-01-02T00:00:00Z' }) } });
    assert.deepEqual([answer.verdict, answer.reasons], ['invalid', ['expired']]);
    assert.equal(outcome(answer, 'proof'), 'pass');
  });
});

const outcome = (answer, name) => answer.checks.find((check) => check.name === name)?.outcome;

async function signedByThem(issuer, more = {}) {
  const pair = await Multikey.generate();
  const { publicKeyMultibase } = await pair.export({ publicKey: true });
  const id = `did:key:${publicKeyMultibase}`;
  Object.assign(pair, { id: `${id}#${publicKeyMultibase}`, controller: id });
  const credential = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: 'urn:uuid:0d7a1c7c-6a1e-4d8e-9a57-0f3d6f1a2b3c',
    type: ['VerifiableCredential'],
    issuer: issuer ?? id,
    validFrom: '2020-01-01T00:00:00Z',
    credentialSubject: { id: 'urn:uuid:4b0a3b1e-7a3a-4a45-8f9d-6a5c5b6d7e8f', name: 'Ada Example' },
    ...more,
  };
  const suite = new DataIntegrityProof({ signer: pair.signer(), cryptosuite: createSignCryptosuite() });
  // A time within its validity: their library will not sign what has ended.
  return vc.issue({ credential, suite, documentLoader: loader(), now: '2020-01-01T12:00:00Z' });
}
