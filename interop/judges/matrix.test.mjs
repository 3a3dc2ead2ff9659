// The same verdict on both sides: every situation in every form, issued here and issued by strangers, judged by our verifier and by theirs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createCredential, createList } from '@digitalbazaar/vc-bitstring-status-list';
import { StatusList, createHeaderAndPayload } from '@sd-jwt/jwt-status-list';
import { reasons, sdJwtJudge, status, verifyJson, verifyJwt } from '../support/judging.mjs';
import { operate } from '../support/server.mjs';
import { changed, contexts, didDocument, newSigner, plain, retold } from '../support/theirs.mjs';
import { done, form, issue, verification } from '../support/vidimus.mjs';
import { openWeb } from '../support/web.mjs';

/** Where the two sides do not agree, and why. A cell that is not here must have the same verdict on both. */
const jose = {
  dates: 'jose reads the claims exp and nbf, which our vc+jwt does not carry; validFrom and validUntil inside are for who uses jose to read',
  issuer: 'the libraries are handed a key by its kid; that it must be the key of the issuer named inside is for who uses them to see to',
};
const differences = {
  'ours, vc+jwt: expired': jose.dates,
  'ours, vc+jwt: not yet valid': jose.dates,
  'ours, vc+jwt: wrong issuer': jose.issuer,
  'theirs, vc+jwt: wrong issuer': jose.issuer,
  'ours, SD-JWT: wrong issuer': jose.issuer,
  'theirs, SD-JWT: wrong issuer': jose.issuer,
  'ours, SD-JWT: forged subject': '@sd-jwt passes over a disclosure that no digest names and leaves the claim out; RFC 9901, section 7.1, has the whole refused',
  'theirs, SD-JWT: forged subject': '@sd-jwt passes over a disclosure that no digest names and leaves the claim out; RFC 9901, section 7.1, has the whole refused',
};
const compared = new Set();

/** What their libraries must have found where ours finds this first: a refusal for another reason would be no agreement. */
const because = {
  expired: /after "validUntil"|"exp" claim|is expired/,
  not_yet_valid: /before "validFrom"|"nbf" claim|not yet valid/,
  revoked: /status set: revocation|Status is not valid/,
  suspended: /status set: (revocation|suspension)|Status is not valid/,
  signature_invalid: /invalid.* signature|signature verification failed|has no key|not for making assertions/i,
  issuer_mismatch: /issuer must match/,
  issuer_unreachable: /did:web:\S+: 404/,
  status_unreachable: /status.*404/i,
};

const tokenJudge = async (jwt) => {
  const { payload } = await verifyJwt(jwt);
  const told = payload.credentialStatus ? await status({ credential: payload }) : { verified: true };
  if (!told.verified) throw new Error(told.error?.message ?? `status set: ${told.set}`);
};
const jsonJudge = async (credential) => {
  const result = await verifyJson(credential);
  if (!result.verified) throw new Error(reasons(result));
};
const flipped = (text, at) => text.slice(0, at) + (text[at] === '3' ? '4' : '3') + text.slice(at + 1);
const late = '2098-01-01T00:00:00Z';
const lateSeconds = Date.parse(late) / 1000;

const json = {
  judge: jsonJudge,
  forge: {
    subject: (c) => changed(c, (d) => (d.credentialSubject.name = 'Eve Example')),
    dates: (c) => changed(c, (d) => (d.validUntil = late)),
    proof: (c) => changed(c, (d) => ([d.proof].flat()[0].proofValue = flipped([d.proof].flat()[0].proofValue, 20))),
  },
};
const flipSignature = (token) => flipped(token, token.lastIndexOf('.', token.includes('~') ? token.indexOf('~') : token.length) + 20);

/** The forms: how ours is had, how a stranger makes it, who judges it, and how it is forged. */
const forms = {
  'eddsa-rdfc-2022': { ...json, ours: 'json', make: (signer, says) => signer.sign(says.credential, 'rdfc') },
  'eddsa-jcs-2022': { ...json, ours: 'jcs', make: (signer, says) => signer.sign(says.credential, 'jcs') },
  'vc+jwt': {
    judge: tokenJudge,
    ours: 'jwt',
    make: (signer, says) => signer.jwt({ ...says.credential, ...says.times }),
    forge: { subject: (t) => retold(t, (c) => (c.credentialSubject.name = 'Eve Example')), dates: (t) => retold(t, (c) => (c.validUntil = late)), proof: flipSignature },
  },
  'SD-JWT': {
    judge: (token) => sdJwtJudge.verify(token),
    ours: 'sd-jwt',
    make: (signer, says) => signer.sdJwt({ iss: says.credential.issuer, iat: 1_577_836_800, ...says.times, vct: 'https://example.org/types/licence', recipient_name: 'Ada Example', ...says.tokenStatus }, { _sd: ['recipient_name'] }),
    forge: { subject: misquoted, dates: (t) => retold(t, (c) => (c.exp = lateSeconds)), proof: flipSignature },
  },
};

function misquoted(compact) {
  const parts = compact.split('~');
  const at = parts.findIndex((part, i) => i > 0 && Buffer.from(part, 'base64url').includes('Ada Example'));
  parts[at] = Buffer.from(Buffer.from(parts[at], 'base64url').toString().replace('Ada', 'Eve')).toString('base64url');
  return parts.join('~');
}

/** Both verdicts on one credential; what ours says is stated in full, theirs must agree or be among the differences. */
function compare(name, get, judge, ...expected) {
  test(name, async () => {
    const credential = await get();
    const ours = await verification(credential);
    assert.deepEqual([ours.verdict, ...ours.reasons], expected, JSON.stringify(ours.checks));
    const theirs = await judge(credential).then(() => 'accepted', (error) => error.message);
    const agree = (ours.verdict === 'valid') === (theirs === 'accepted');
    compared.add(name);
    if (theirs !== 'accepted') assert.match(theirs, because[expected[1]]);
    assert.equal(agree, differences[name] === undefined, `here ${ours.verdict}, there ${theirs}; expected: ${differences[name] ?? 'the same'}`);
  });
}

describe('credentials issued here', () => {
  const found = {};
  const all = async ({ record }) => Object.fromEntries(await Promise.all(Object.entries(forms).map(async ([name, { ours }]) => [name, await form(record.id, ours)])));
  const act = async (what, more) => {
    const issued = await issue(more);
    await done('POST', `/v1/credentials/${issued.record.id}/${what}`, { body: { reason: 'Under review' } });
    return all(issued);
  };
  before(async () => {
    const first = await issue();
    found.plain = await all(first);
    found.expired = await all(await issue({ validFrom: '2020-01-01T00:00:00Z', validUntil: '2020-06-01T00:00:00Z' }));
    found.early = await all(await issue({ validFrom: '2097-01-01T00:00:00Z' }));
    found.revoked = await act('revoke');
    found.suspended = await act('suspend');
    found.apart = await act('suspend', { group: { statusPurposes: ['revocation', 'suspension'] } });
    found.stranger = await newSigner();
    // Signed before the key is changed for another, and judged after.
    found.old = await all(await issue());
    const [, organization, mode] = first.document.issuer.id.match(/:o:([^:]+):([^:]+)$/);
    await operate('rotate-issuer-key', organization, mode);
    found.fresh = await all(await issue());
  });

  for (const [name, { judge, forge, make }] of Object.entries(forms)) {
    const cell = (what, get, ...expected) => compare(`ours, ${name}: ${what}`, get, judge, ...expected);
    cell('plain', () => found.plain[name], 'valid');
    cell('expired', () => found.expired[name], 'invalid', 'expired');
    cell('not yet valid', () => found.early[name], 'invalid', 'not_yet_valid');
    cell('revoked', () => found.revoked[name], 'invalid', 'revoked');
    cell('suspended', () => found.suspended[name], 'invalid', 'suspended');
    cell('suspended, in a list of its own', () => found.apart[name], 'invalid', 'suspended');
    for (const [part, change] of Object.entries(forge)) cell(`forged ${part}`, () => change(found.plain[name]), 'invalid', 'signature_invalid', 'record_mismatch');
    cell('wrong issuer', () => make(found.stranger, { credential: plain(found.plain['eddsa-rdfc-2022'].issuer.id) }), 'invalid', 'issuer_mismatch', 'record_mismatch');
    cell('signed before the key was rotated', () => found.old[name], 'valid');
    cell('signed after the key was rotated', () => found.fresh[name], 'valid');
  }

  test('the key was rotated indeed', () => {
    const method = (document) => document.proof[0].verificationMethod;
    assert.notEqual(method(found.old['eddsa-rdfc-2022']), method(found.fresh['eddsa-rdfc-2022']));
  });
});

describe('credentials issued by strangers', () => {
  const at = { clear: 10, revoked: 11, suspended: 12 };
  let web;
  let signer;
  let rotated;
  let withdrawn;
  let lost;
  let other;
  before(async () => {
    web = await openWeb();
    const known = async (name) => newSigner({ did: web.did(name) });
    signer = await known('academy');
    web.put('/academy/did.json', didDocument(signer.did, signer));
    rotated = await known('rotated');
    web.put('/rotated/did.json', didDocument(rotated.did, await known('rotated'), rotated));
    withdrawn = await known('withdrawn');
    web.put('/withdrawn/did.json', didDocument(withdrawn.did, await known('withdrawn')));
    lost = await known('lost');
    other = await newSigner();
    for (const by of [signer, rotated, withdrawn, lost]) await publish(by);
  });
  after(() => web.close());

  /** The three lists of an issuer, each with its position set. */
  async function publish(by) {
    const place = by.did.split(':').at(-1);
    for (const [purpose, index] of [
      ['revocation', at.revoked],
      ['suspension', at.suspended],
    ]) {
      const list = await createList({ length: 131_072 });
      list.setStatus(index, true);
      const credential = await createCredential({ id: web.url(`/${place}/${purpose}`), list, statusPurpose: purpose, context: [contexts.v2] });
      web.put(`/${place}/${purpose}`, await by.sign({ ...credential, issuer: by.did, validFrom: '2020-01-01T00:00:00Z' }));
    }
    const values = new Array(1000).fill(0);
    [values[at.revoked], values[at.suspended]] = [1, 2];
    const iat = Math.floor(Date.now() / 1000) - 5;
    const { header, payload } = createHeaderAndPayload(new StatusList(values, 2), { iss: by.did, sub: web.url(`/${place}/token`), iat, exp: iat + 3600 }, { alg: 'EdDSA' });
    web.put(`/${place}/token`, await by.jwt(payload, header.typ), { type: 'application/statuslist+jwt' });
  }

  /** What a credential of an issuer says, in the words of each form. */
  function says({ by = signer, in: index = at.clear, from, until, lists = '' } = {}) {
    const place = by.did.split(':').at(-1);
    const entry = (purpose) => ({ type: 'BitstringStatusListEntry', statusPurpose: purpose, statusListIndex: String(index), statusListCredential: web.url(`/${place}/${purpose}${lists}`) });
    const seconds = (name, time) => (time ? { [name]: Date.parse(time) / 1000 } : {});
    return {
      credential: plain(by.did, { ...(from ? { validFrom: from } : {}), ...(until ? { validUntil: until } : {}), credentialStatus: [entry('revocation'), entry('suspension')] }),
      times: { ...seconds('nbf', from), ...seconds('exp', until) },
      tokenStatus: { status: { status_list: { idx: index, uri: web.url(`/${place}/token${lists}`) } } },
    };
  }

  for (const [name, { judge, forge, make }] of Object.entries(forms)) {
    const cell = (what, get, ...expected) => compare(`theirs, ${name}: ${what}`, get, judge, ...expected);
    cell('plain', () => make(signer, says()), 'valid');
    cell('expired', () => make(signer, says({ until: '2020-06-01T00:00:00Z' })), 'invalid', 'expired');
    cell('not yet valid', () => make(signer, says({ from: '2097-01-01T00:00:00Z' })), 'invalid', 'not_yet_valid');
    cell('revoked', () => make(signer, says({ in: at.revoked })), 'invalid', 'revoked');
    cell('suspended', () => make(signer, says({ in: at.suspended })), 'invalid', 'suspended');
    for (const [part, change] of Object.entries(forge)) cell(`forged ${part}`, async () => change(await make(signer, says())), 'invalid', 'signature_invalid');
    cell('wrong issuer', () => make(other, says()), 'invalid', 'issuer_mismatch');
    cell('signed before the key was rotated', () => make(rotated, says({ by: rotated })), 'valid');
    cell('signed by a key that was withdrawn', () => make(withdrawn, says({ by: withdrawn })), 'invalid', 'signature_invalid', 'status_unverified');
    cell('issuer not to be found', () => make(lost, says({ by: lost })), 'unverifiable', 'issuer_unreachable', 'status_unverified');
    cell('status list not to be found', () => make(signer, says({ lists: '-lost' })), 'unverifiable', 'status_unreachable');
  }
});

test('every difference that is written down was met', () => {
  assert.deepEqual(Object.keys(differences).filter((name) => !compared.has(name)), []);
});
