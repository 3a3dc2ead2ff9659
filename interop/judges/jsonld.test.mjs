// jsonld.js: what it canonizes is what we canonize, over generated credentials that use JSON-LD to its corners, signed on either side.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { reasons, verifyJson } from '../support/judging.mjs';
import { changed, contexts, newSigner, plain } from '../support/theirs.mjs';
import { call, issue, verification } from '../support/vidimus.mjs';

const rounds = 100;

/** Numbers of a fixed seed (mulberry32), so that what fails once fails again. */
function dice(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count) => Math.floor(next() * count);
  return { below, one: (...values) => values[below(values.length)], many: (most, make) => Array.from({ length: below(most + 1) }, make), often: () => next() < 0.7 };
}

const vocabulary = 'https://school.example.org/terms#';
const xsd = 'http://www.w3.org/2001/XMLSchema#';

/** A context of a stranger's own with a term for each corner of JSON-LD 1.1; every name is the end of its IRI. */
const own = {
  '@version': 1.1,
  school: vocabulary,
  Course: { '@id': 'school:Course', '@context': { level: 'https://school.example.org/courses#level', part: { '@id': 'school:part', '@type': '@id' } } },
  text: 'school:text',
  level: 'school:level',
  when: { '@id': 'school:when', '@type': `${xsd}dateTime` },
  count: { '@id': 'school:count', '@type': `${xsd}integer` },
  link: { '@id': 'school:link', '@type': '@id' },
  kind: { '@id': 'school:kind', '@type': '@vocab' },
  raw: { '@id': 'school:raw', '@type': '@json' },
  steps: { '@id': 'school:steps', '@container': '@list' },
  names: { '@id': 'school:names', '@container': '@language' },
  byId: { '@id': 'school:byId', '@container': '@id' },
  byType: { '@id': 'school:byType', '@container': '@type' },
  claims: { '@id': 'school:claims', '@container': '@graph' },
  teaches: { '@reverse': 'school:teaches' },
  inner: { '@id': 'school:inner', '@context': { text: 'https://school.example.org/inner#text' } },
  german: { '@id': 'school:german', '@language': 'de' },
  rightward: { '@id': 'school:rightward', '@language': 'ar', '@direction': 'rtl' },
};

/**
 * What their library signs and ours refuses, each for the reason told: a signature over statements holds here only for documents that
 * spell them by the names of their contexts, so that nobody can hide a member from who reads by name and leave the signature right.
 */
const byName = /otherwise than its contexts do/;
const spellings = [
  ['a name that is not the end of its IRI', { called: 'school:otherwise' }, { called: 'a' }, byName],
  ['a second name for a term of the standard', { ends: 'https://www.w3.org/2018/credentials#evidence' }, { ends: { id: 'urn:x:1' } }, byName],
  ['an IRI cut short by a prefix', {}, { link: 'school:short' }, byName],
  ['a property written as IRI', {}, { [`${vocabulary}text`]: 'a' }, byName],
  ['a property cut short by a prefix', {}, { 'school:text': 'a' }, byName],
  ['@nest', { nested: '@nest' }, { nested: { text: 'a' } }, byName],
  ['@included', {}, { '@included': [{ id: 'urn:x:1', text: 'a' }] }, byName],
  ['@set', {}, { text: { '@set': ['a'] } }, byName],
  ['@value where the value alone says the same', {}, { text: { '@value': 'a' } }, byName],
  ['@id where the context calls it id', {}, { link: { '@id': 'urn:x:1', text: 'a' } }, byName],
  ['an index, which no signature covers', { tagged: { '@id': 'school:tagged', '@container': '@index' } }, { tagged: { one: 'a' } }, /@index has no place in RDF/],
];

function text({ one, below }) {
  return one('', 'plain', ' two  words ', 'quote " and \\ and \t tab', 'line\nline\r\n', 'Žofie 李 😀', '\u2028\u0085\u007f', `n${below(1000)}`, '\u0001 control', '{"@id":"x"}');
}

function number({ one, below }) {
  return one(0, 1, -1, 42, 0.5, -0.25, 1e21, 1.5e-7, 123456789012, 2.5e-308, 1.7976931348623157e308, 0.1, 1 / 3, 9007199254740991, below(100) / 8);
}

function node(roll, depth) {
  const { one, below, many, often } = roll;
  const place = () => `https://school.example.org/x/${below(6)}`;
  const deeper = () => (depth > 2 ? { text: text(roll) } : node(roll, depth + 1));
  const words = () => ({ '@value': text(roll), '@language': one('en', 'de-CH', 'fr') });
  const corners = [
    () => ({ text: one(text(roll), number(roll), true, false, [text(roll), number(roll)], words()) }),
    () => ({ level: one(number(roll), [number(roll), number(roll)]) }),
    () => ({ when: one('2020-02-29T23:59:59Z', '2020-01-01T00:00:00+02:00') }),
    () => ({ count: one(below(1000), String(below(1000))) }),
    () => ({ link: one(place(), [place(), place()], { id: place(), text: text(roll) }) }),
    () => ({ kind: one('Course', place()) }),
    () => ({ raw: one(number(roll), text(roll), { b: [1, { a: text(roll) }], a: null, '': number(roll) }, [], [null, 1e21]) }),
    () => ({ steps: many(3, () => one(text(roll), number(roll), deeper())) }),
    () => ({ names: { en: text(roll), de: [text(roll), 'zwei'], '@none': 'no language' } }),
    () => ({ byId: { [place()]: { text: text(roll) }, '@none': deeper() } }),
    () => ({ byType: { Course: { text: text(roll) } } }),
    () => ({ claims: one({ id: place(), text: text(roll) }, { text: text(roll) }, [deeper(), deeper()]) }),
    () => ({ teaches: { id: place(), text: text(roll) } }),
    () => ({ inner: { text: text(roll), level: number(roll) } }),
    () => ({ german: text(roll), rightward: text(roll) }),
    () => ({ text: { '@value': text(roll), '@type': `${vocabulary}datatype` } }),
    () => ({ text: { '@list': [text(roll), text(roll)] } }),
    () => ({ link: [deeper(), deeper(), deeper()] }),
    // Nodes without a name that look alike, in a ring: what RDFC-1.0 tells apart by their neighbours.
    () => ({ link: ['_:a', '_:b', '_:c'].map((id, i, all) => ({ id, link: all[(i + 1) % 3], text: i === 0 ? text(roll) : undefined })) }),
    () => ({ part: place(), type: 'Course', level: number(roll) }),
  ];
  const made = Object.assign({}, often() ? { id: one(place(), `urn:uuid:00000000-0000-4000-8000-00000000000${below(10)}`) } : {}, ...many(4, () => one(...corners)()), { text: text(roll) });
  return JSON.parse(JSON.stringify(made));
}

function credential(seed, did) {
  const roll = dice(seed);
  const { one, often, many } = roll;
  const subject = () => node(roll, 0);
  return JSON.parse(
    JSON.stringify(
      plain(did, {
        '@context': [contexts.v2, ...(often() ? [own] : [own, { extra: 'school:extra', '@language': 'en' }])],
        issuer: one(did, { id: did, name: text(roll) }),
        name: one(undefined, { '@value': 'A name', '@language': 'en', '@direction': 'ltr' }, [{ '@value': 'Ein Name', '@language': 'de' }, 'A name']),
        credentialSubject: one(subject(), [subject(), subject()]),
        evidence: many(2, () => ({ type: 'Course', ...node(roll, 2) })),
      }),
    ),
  );
}

describe('generated credentials', () => {
  let signer;
  let did;
  before(async () => {
    signer = await newSigner();
    did = (await issue()).document.issuer.id;
  });

  test('signed by them are right here, and wrong with one thing changed', async () => {
    const told = [];
    let signed = 0;
    for (let seed = 1; seed <= rounds; seed++) {
      const document = await signer.sign(credential(seed, signer.did)).catch((error) => error);
      if (document instanceof Error) continue; // What they refuse to sign is for the next test.
      signed++;
      const { outcomes, checks } = await verification(document);
      if (outcomes.proof !== 'pass') told.push(`${seed}: ${checks[0].reason}`);
      const forged = changed(document, (c) => ([c.credentialSubject].flat().at(-1).text = `forged ${seed}`));
      if ((await verification(forged)).outcomes.proof !== 'fail') told.push(`${seed}: the forgery passes`);
    }
    assert.deepEqual(told, []);
    assert.ok(signed > rounds / 2, `${signed} of ${rounds} signed`);
  });

  test('are signed here as they read them, or refused by both', async () => {
    const told = [];
    let signed = 0;
    for (let seed = 1001; seed <= 1000 + rounds; seed++) {
      const unsigned = credential(seed, did);
      const answer = await call('POST', '/credentials/issue', { body: { credential: unsigned } });
      if (answer.status === 201) {
        signed++;
        const result = await verifyJson(answer.json().verifiableCredential);
        // Their guard against graphs made to take for ever gives up sooner than ours.
        if (!result.verified && !/Maximum deep iterations/.test(reasons(result))) told.push(`${seed}: ${reasons(result)}`);
        continue;
      }
      const theirs = await signer.sign({ ...unsigned, issuer: signer.did }).then(() => 'signed', (error) => error.message);
      if (theirs === 'signed') told.push(`${seed}: signed by them, refused here: ${answer.text.slice(0, 300)}`);
    }
    assert.deepEqual(told, []);
    assert.ok(signed > rounds / 2, `${signed} of ${rounds} signed`);
  });

  for (const [what, terms, members, reason] of spellings) {
    test(`with ${what} are signed by them and refused here`, async () => {
      const unsigned = plain(signer.did, { '@context': [contexts.v2, own, terms] });
      Object.assign(unsigned.credentialSubject, members);
      const signed = await signer.sign(unsigned);
      assert.equal((await verifyJson(signed)).verified, true);
      const { verdict, outcomes, checks } = await verification(signed);
      assert.deepEqual([verdict, outcomes.proof], ['invalid', 'fail']);
      assert.match(checks[0].reason, reason);
      const answer = await call('POST', '/credentials/issue', { body: { credential: { ...unsigned, issuer: did } } });
      assert.equal(answer.json().code, 'CREDENTIAL_NOT_SECURABLE', answer.text);
    });
  }

  // JSON-LD 1.1 API, section 8.2.2, makes a number with a fraction a double; jsonld.js takes one that JavaScript writes without a
  // point, such as 1e-7, for the integer 0, so that 2e-7 has the same signature there.
  test('with a number like 1e-7 are read as it by ours and as 0 by theirs', async () => {
    const unsigned = plain(signer.did, { '@context': [contexts.v2, own] });
    unsigned.credentialSubject.level = 1e-7;
    const signed = await signer.sign(unsigned);
    const doubled = changed(signed, (c) => (c.credentialSubject.level = 2e-7));
    assert.deepEqual([(await verifyJson(signed)).verified, (await verifyJson(doubled)).verified], [true, true]);
    assert.deepEqual([(await verification(signed)).outcomes.proof, (await verification(doubled)).outcomes.proof], ['fail', 'fail']);
    const ours = await call('POST', '/credentials/issue', { body: { credential: { ...unsigned, issuer: did } } });
    assert.equal((await verification(ours.json().verifiableCredential)).outcomes.proof, 'pass');
    assert.equal((await verifyJson(ours.json().verifiableCredential)).verified, false);
  });
});
