// Status lists: ours are read by @digitalbazaar/vc-bitstring-status-list, @sd-jwt/jwt-status-list and jose, theirs by our verifier.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { VC_BSL_VC_V1_CONTEXT, createCredential, createList, decodeList } from '@digitalbazaar/vc-bitstring-status-list';
import { StatusList, createHeaderAndPayload, getListFromStatusListJWT } from '@sd-jwt/jwt-status-list';
import { decodeProtectedHeader } from 'jose';
import { status, verifyJson, verifyJwt } from '../support/judging.mjs';
import { loader } from '../support/loader.mjs';
import { changed, contexts, newSigner, plain, retold } from '../support/theirs.mjs';
import { call, done, issue, verification } from '../support/vidimus.mjs';
import { openWeb } from '../support/web.mjs';

const revoke = (id) => done('POST', `/v1/credentials/${id}/revoke`, { body: { reason: 'Issued in error' } });
const suspend = (id) => done('POST', `/v1/credentials/${id}/suspend`, { body: { reason: 'Under review' } });
const reinstate = (id) => done('POST', `/v1/credentials/${id}/reinstate`, { body: {} });
const entries = (document) => [document.credentialStatus].flat();

describe('our lists and @digitalbazaar/vc-bitstring-status-list', () => {
  for (const [what, purposes, suspended] of [
    ['one entry, which also says that it is suspended (decision 7)', undefined, ['revocation']],
    ['an entry for revocation and one for suspension', ['revocation', 'suspension'], ['suspension']],
  ]) {
    test(`a credential with ${what} is told through its whole life`, async () => {
      const { record, document } = await issue({ group: { statusPurposes: purposes } });
      assert.deepEqual(entries(document).map((entry) => entry.statusPurpose), purposes ?? ['revocation']);
      const said = async () => {
        const result = await status({ credential: document });
        assert.ok(result.results, result.error?.message);
        return result.set;
      };
      assert.deepEqual(await said(), []);
      await suspend(record.id);
      assert.deepEqual(await said(), suspended);
      assert.equal((await verifyJson(document)).verified, false, 'a stranger refuses what is suspended');
      await reinstate(record.id);
      assert.deepEqual(await said(), []);
      await suspend(record.id);
      await revoke(record.id);
      assert.ok((await said()).includes('revocation'));
      assert.equal((await verifyJson(document)).verified, false, 'a stranger refuses what is revoked');
    });
  }

  describe('with a revoked credential and one in force', () => {
    let revoked;
    let inForce;
    let list;
    before(async () => {
      [revoked, inForce] = [await issue(), await issue()];
      await revoke(revoked.record.id);
      list = await loader()(entries(revoked.document)[0].statusListCredential).then(({ document }) => document);
    });
    const at = (document) => Number(entries(document)[0].statusListIndex);

    test('the list decodes to its full length with just the bits that are set', async () => {
      const bits = await decodeList({ encodedList: list.credentialSubject.encodedList });
      assert.equal(bits.length, 131_072);
      assert.equal(bits.getStatus(at(revoked.document)), true);
      assert.equal(bits.getStatus(at(inForce.document)), false);
    });

    test('the list is a credential of the same issuer, for a day', async () => {
      const { credentialStatus, ...result } = await verifyJson(list);
      assert.equal(result.verified, true);
      assert.equal(list.issuer, revoked.document.issuer.id);
      assert.equal(Date.parse(list.validUntil) - Date.parse(list.validFrom), 86_400_000);
    });

    test('the same list as a token verifies with jose and decodes to the same bits', async () => {
      const answer = await call('GET', list.id, { key: null, headers: { accept: 'application/vc+jwt' } });
      assert.match(answer.headers.get('content-type'), /^application\/vc\+jwt/);
      const { payload } = await verifyJwt(answer.text);
      assert.equal(decodeProtectedHeader(answer.text).kid.split('#')[0], payload.issuer);
      const bits = await decodeList({ encodedList: payload.credentialSubject.encodedList });
      assert.equal(bits.getStatus(at(revoked.document)), true);
      await assert.rejects(verifyJwt(retold(answer.text, (c) => (c.validUntil = '2099-01-01T00:00:00Z'))), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
    });

    test('a list with a bit cleared is refused', async () => {
      const bits = await decodeList({ encodedList: list.credentialSubject.encodedList });
      bits.setStatus(at(revoked.document), false);
      const encodedList = await bits.encode();
      const forged = changed(list, (c) => (c.credentialSubject.encodedList = encodedList));
      const result = await status({ credential: revoked.document, documentLoader: loader(new Map([[list.id, forged]])) });
      assert.equal(result.verified, false);
      assert.match(result.error.message, /not verified/);
    });

    test('a list of another issuer is refused', async () => {
      const stranger = await newSigner();
      const { proof, ...unsigned } = list;
      const theirs = await stranger.sign({ ...unsigned, issuer: stranger.did });
      const result = await status({ credential: revoked.document, documentLoader: loader(new Map([[list.id, theirs]])) });
      assert.match(result.error?.message, /Issuers .* do not match/);
    });
  });
});

describe('our status list token', () => {
  const token = async (document) => {
    const uri = entries(document)[0].statusListCredential.replace(/revocation$/, 'token');
    const answer = await call('GET', uri, { key: null, headers: { accept: 'application/statuslist+jwt' } });
    assert.match(answer.headers.get('content-type'), /^application\/statuslist\+jwt/);
    return { uri, jwt: answer.text };
  };

  test('verifies with jose, names its own address, and lives a day', async () => {
    const { document } = await issue();
    const { uri, jwt } = await token(document);
    const { payload } = await verifyJwt(jwt, 'statuslist+jwt');
    assert.deepEqual([payload.sub, payload.iss, payload.exp - payload.iat], [uri, document.issuer.id, 86_400]);
    assert.ok(payload.ttl > 0 && payload.ttl <= 60);
    await assert.rejects(verifyJwt(retold(jwt, (c) => (c.exp += 1)), 'statuslist+jwt'), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
  });

  test('is read by @sd-jwt/jwt-status-list through a credential’s whole life', async () => {
    const { record, document } = await issue();
    const index = Number(entries(document)[0].statusListIndex);
    const value = async () => getListFromStatusListJWT((await token(document)).jwt).getStatus(index);
    assert.equal(await value(), 0);
    await suspend(record.id);
    assert.equal(await value(), 2, 'SUSPENDED');
    await reinstate(record.id);
    assert.equal(await value(), 0);
    await revoke(record.id);
    assert.equal(await value(), 1, 'INVALID');
  });
});

describe('our verifier and their lists', () => {
  const length = 131_072;
  const index = 94_567;
  let web;
  let signer;
  before(async () => {
    web = await openWeb();
    signer = await newSigner();
  });
  after(() => web.close());

  /** A list by their library, with one bit set or none, signed and put on the web. */
  async function publish(path, { set, purpose = 'revocation', by = signer, size = length, change = (list) => list } = {}) {
    const list = await createList({ length: size });
    if (set !== undefined) list.setStatus(set, true);
    const credential = await createCredential({ id: web.url(path), list, statusPurpose: purpose, context: [contexts.v2] });
    return web.put(path, await change(await by.sign({ ...credential, issuer: by.did, validFrom: '2020-01-01T00:00:00Z' })), { type: 'application/vc' });
  }

  const entry = (url, purpose = 'revocation', at = index) => ({ id: `${url}#${at}`, type: 'BitstringStatusListEntry', statusPurpose: purpose, statusListIndex: String(at), statusListCredential: url });
  const ask = async (credentialStatus, more = {}) => verification(await signer.sign(plain(signer.did, { credentialStatus, ...more })));
  const told = ({ verdict, reasons, outcomes }) => [verdict, outcomes.status, ...reasons];

  test('where nothing is set it is valid', async () => {
    assert.deepEqual(told(await ask(entry(await publish('/clear')))), ['valid', 'pass']);
    assert.deepEqual(told(await ask(entry(await publish('/neighbour', { set: index + 1 })))), ['valid', 'pass']);
  });

  test('what they revoked is revoked here', async () => {
    assert.deepEqual(told(await ask(entry(await publish('/revoked', { set: index })))), ['invalid', 'fail', 'revoked']);
  });

  test('what they suspended is suspended here, and both of two entries are asked', async () => {
    const [clear, suspended] = [await publish('/r', {}), await publish('/s', { set: index, purpose: 'suspension' })];
    assert.deepEqual(told(await ask([entry(clear), entry(suspended, 'suspension')])), ['invalid', 'fail', 'suspended']);
  });

  test('what they reinstated is valid again at once, since their server lets nothing be kept', async () => {
    const url = await publish('/again', { set: index, purpose: 'suspension' });
    assert.deepEqual(told(await ask(entry(url, 'suspension'))), ['invalid', 'fail', 'suspended']);
    await publish('/again', { purpose: 'suspension' });
    assert.deepEqual(told(await ask(entry(url, 'suspension'))), ['valid', 'pass']);
  });

  test('what is both expired and revoked is told to be both', async () => {
    const answer = await ask(entry(await publish('/both', { set: index })), { validUntil: '2020-02-01T00:00:00Z' });
    assert.deepEqual([answer.verdict, ...answer.reasons.toSorted()], ['invalid', 'expired', 'revoked']);
  });

  test('a list in a token, signed with jose, is read as well', async () => {
    const list = await createList({ length });
    list.setStatus(index, true);
    const credential = await createCredential({ id: web.url('/token'), list, statusPurpose: 'revocation', context: [contexts.v2] });
    const jwt = await signer.jwt({ ...credential, issuer: signer.did, validFrom: '2020-01-01T00:00:00Z' });
    assert.deepEqual(told(await ask(entry(web.put('/token', jwt, { type: 'application/vc+jwt' })))), ['invalid', 'fail', 'revoked']);
  });

  test('a list and a credential of VC 1.1 are read as well', async () => {
    const list = await createList({ length });
    list.setStatus(index, true);
    const credential = await createCredential({ id: web.url('/old'), list, statusPurpose: 'revocation', context: [...VC_BSL_VC_V1_CONTEXT] });
    const issuanceDate = '2020-01-01T00:00:00Z';
    const url = web.put('/old', await signer.sign({ ...credential, issuer: signer.did, issuanceDate }));
    const { validFrom, credentialSubject, ...rest } = plain(signer.did, { '@context': [...VC_BSL_VC_V1_CONTEXT], credentialStatus: entry(url) });
    const signed = await signer.sign({ ...rest, issuanceDate, credentialSubject: { id: credentialSubject.id } });
    assert.deepEqual(told(await verification(signed)), ['invalid', 'fail', 'revoked']);
    assert.equal((await verifyJson(signed)).verified, false);
  });

  test('a list that another issuer signed is not believed', async () => {
    const stranger = await newSigner();
    assert.deepEqual(told(await ask(entry(await publish('/stranger', { by: stranger })))), ['unverifiable', 'unknown', 'status_issuer_mismatch']);
  });

  test('a list that cannot be had leaves it open', async () => {
    assert.deepEqual(told(await ask(entry(web.url('/nothing-here')))), ['unverifiable', 'unknown', 'status_unreachable']);
    web.put('/broken-server', '', { status: 500 });
    assert.deepEqual(told(await ask(entry(web.url('/broken-server')))), ['unverifiable', 'unknown', 'status_unreachable']);
    assert.deepEqual(told(await ask(entry('https://localhost:1/closed'))), ['unverifiable', 'unknown', 'status_unreachable']);
  });

  for (const [what, path, options] of [
    ['no JSON', '/html', { change: () => '<html>' }],
    ['a changed list', '/forged', { set: index, change: async (c) => changed(c, (d) => (d.credentialSubject.encodedList = 'uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQsvoAAAAAAAAAAAAAAAAP4GcwM92tQwAAA')) }],
    ['a list without proof', '/bare', { change: ({ proof, ...rest }) => rest }],
    ['a list for another purpose', '/purpose', { purpose: 'suspension' }],
    ['a list under another address', '/moved', { change: (c) => web.put('/other', c) && c, at: '/other' }],
    ['a list that is too short', '/short', { size: 100_008 }],
  ]) {
    test(`${what} leaves it open`, async () => {
      const url = await publish(path, options);
      const answer = await ask(entry(options.at ? web.url(options.at) : url));
      assert.deepEqual(told(answer), ['unverifiable', 'unknown', 'status_unverified'], JSON.stringify(answer.checks));
    });
  }

  describe('as a status list token', () => {
    /** A token by their library and jose, with a status at the index. */
    async function publishToken(path, value, { by = signer, sub = web.url(path), change = (jwt) => jwt } = {}) {
      const values = new Array(length).fill(0);
      values[index] = value;
      const iat = Math.floor(Date.now() / 1000) - 5;
      const { header, payload } = createHeaderAndPayload(new StatusList(values, 2), { iss: by.did, sub, iat, exp: iat + 3600 }, { alg: 'EdDSA' });
      return web.put(path, change(await by.jwt(payload, header.typ)), { type: 'application/statuslist+jwt' });
    }
    const askToken = async (uri) => {
      const claims = { iss: signer.did, iat: 1_577_836_800, vct: 'https://example.org/types/licence', given_name: 'Ada', status: { status_list: { idx: index, uri } } };
      return verification(await signer.sdJwt(claims, { _sd: ['given_name'] }));
    };

    test('each status is told', async () => {
      assert.deepEqual(told(await askToken(await publishToken('/t0', 0))), ['valid', 'pass']);
      assert.deepEqual(told(await askToken(await publishToken('/t1', 1))), ['invalid', 'fail', 'revoked']);
      assert.deepEqual(told(await askToken(await publishToken('/t2', 2))), ['invalid', 'fail', 'suspended']);
      assert.deepEqual(told(await askToken(await publishToken('/t3', 3))), ['invalid', 'fail', 'status_set']);
    });

    test('one that cannot be had, or not be believed, leaves it open', async () => {
      assert.deepEqual(told(await askToken(web.url('/no-token'))), ['unverifiable', 'unknown', 'status_unreachable']);
      const stranger = await newSigner();
      assert.deepEqual(told(await askToken(await publishToken('/t4', 0, { by: stranger }))), ['unverifiable', 'unknown', 'status_issuer_mismatch']);
      assert.deepEqual(told(await askToken(await publishToken('/t5', 0, { sub: web.url('/t0') }))), ['unverifiable', 'unknown', 'status_unverified']);
      const forged = { change: (jwt) => retold(jwt, (claims) => (claims.exp += 1)) };
      assert.deepEqual(told(await askToken(await publishToken('/t6', 0, forged))), ['unverifiable', 'unknown', 'status_unverified']);
    });
  });
});
