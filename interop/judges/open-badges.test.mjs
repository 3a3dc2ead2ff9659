// ajv: every credential satisfies the JSON Schema of an AchievementCredential of Open Badges 3.0, and broken ones do not.
// The schema here is written from the tables of the specification; VIDIMUS_OPEN_BADGES_SCHEMA names another file, such as the one that 1EdTech publishes.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { createSignCryptosuite } from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import Ajv from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import jsonld from 'jsonld';
import { loader } from '../support/loader.mjs';
import { call, done, issue, liveKey, newGroup, testKey } from '../support/vidimus.mjs';

const file = process.env.VIDIMUS_OPEN_BADGES_SCHEMA ?? new URL('../open-badges/achievement-credential.schema.json', import.meta.url);
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
const judge = ajv.compile(JSON.parse(readFileSync(file, 'utf8')));
const satisfies = (document) => assert.ok(judge(document), `${JSON.stringify(judge.errors)}\n${JSON.stringify(document)}`);
const documentOf = async (id, key = liveKey) => (await call('GET', `/v1/credentials/${id}/document?form=json`, { key })).json();

const achievement = {
  name: 'Rescue', description: 'Can rescue', criteria: { narrative: 'Pass', id: 'https://example.org/criteria' }, type: 'ext:rescue_badge',
  image: { id: 'https://example.org/badge.png', caption: 'A buoy' }, tags: ['water'],
  alignments: [{ targetName: 'Rescue', targetUrl: 'https://example.org/f', targetCode: 'R1', targetFramework: 'Sea', targetDescription: 'Saving', targetType: 'CFItem' }],
  humanCode: 'RES-101', fieldOfStudy: 'Safety', specialization: 'Open water', version: '2026.1', creditsAvailable: 3.5, inLanguage: 'zh-Hant-TW',
  creator: { id: 'did:web:school.example', name: 'School', url: 'https://school.example', description: 'A school', email: 'a@school.example', image: { id: 'https://school.example/logo.png' } },
  related: [{ id: 'urn:uuid:6b8f2f8e-0a53-4b62-8b57-0d8c8a6c1f11', inLanguage: 'de', version: '2025' }],
  otherIdentifiers: [{ identifier: '4711', identifierType: 'sourcedId' }],
  resultDescriptions: [
    { id: 'grade', name: 'Grade', resultType: 'LetterGrade', allowedValues: ['B', 'A'], requiredValue: 'B' },
    { id: 'score', name: 'Score', resultType: 'Percent', valueMin: '0', valueMax: '100' },
    { id: 'skill', name: 'Skill', resultType: 'RubricCriterionLevel', requiredLevel: 'good', rubricCriterionLevels: [{ id: 'good', name: 'Good', description: 'Does it', level: '1', points: '5' }] },
    { id: 'state', name: 'State', resultType: 'Status' },
  ],
};
const award = {
  results: [{ resultDescription: 'grade', value: 'A' }, { resultDescription: 'skill', achievedLevel: 'good' }, { resultDescription: 'state', status: 'Completed' }],
  evidence: [{ id: 'https://example.org/film', name: 'A film', narrative: 'Shot at sea', description: 'Long', genre: 'Film', audience: 'Jurors' }],
  narrative: 'Two days at sea', source: { id: 'https://club.example', name: 'Club' }, awardedDate: '2026-01-02T03:04:05Z', activityStartDate: '2025-12-01T08:00:00Z',
  activityEndDate: '2025-12-02T17:00:00Z', creditsEarned: 3, licenseNumber: 'D-1', role: 'Captain', term: 'Winter', image: { id: 'https://example.org/diploma.png', caption: 'A diploma' },
};

describe('ajv and the credentials of every way of issuing', () => {
  let full;
  before(async () => {
    const group = await newGroup({ achievement });
    const body = { groupId: group.id, recipient: { name: 'Ada Example', email: 'ada@example.org' }, subject: { hours: 16 }, description: 'A diploma', validUntil: '2100-01-01T00:00:00Z', ...award };
    full = await documentOf((await done('POST', '/v1/credentials', { body })).id);
  });

  test('a plain one', async () => satisfies((await issue()).document));
  test('one with every member', () => satisfies(full));
  test('one in test mode', async () => satisfies((await issue({ key: testKey })).document));

  test('one that was drafted, edited and then issued', async () => {
    const group = await newGroup();
    const draft = await done('POST', '/v1/credentials', { body: { groupId: group.id, recipient: { name: 'Ada' }, draft: true } });
    await done('PATCH', `/v1/credentials/${draft.id}`, { body: { role: 'Mate', evidence: [{ narrative: 'Seen' }] } });
    await done('POST', `/v1/credentials/${draft.id}/issue`);
    const document = await documentOf(draft.id);
    assert.equal(document.credentialSubject.role, 'Mate');
    satisfies(document);
  });

  test('those of a list', async () => {
    const group = await newGroup({ achievement });
    const rows = [{ recipient: { name: 'Ada' }, ...award }, { recipient: { name: 'Bob', did: 'did:web:bob.example' } }];
    const batch = await done('POST', '/v1/credentials/batch', { body: { groupId: group.id, rows } });
    assert.equal(batch.failed, 0);
    for (const row of batch.rows) satisfies(await documentOf(row.credential.id));
  });

  test('one issued through the Verix surface', async () => {
    const group = await newGroup({ achievement });
    const inputs = [{ recipient: { name: 'Ada', email: 'ada@example.org' }, credential: { name: 'Diver' }, subject: { depth: 18 } }];
    const made = await done('POST', `/verix/v1/credentials/groups/${group.number}`, { body: { issue: true, inputs } });
    satisfies(await documentOf(made.responseQueue[0].credentialUid));
  });

  test('a corrected one and a renewed one', async () => {
    const { record } = await issue();
    satisfies(await documentOf((await done('POST', `/v1/credentials/${record.id}/reissue`, { body: { term: 'Summer' } })).id));
    const other = await issue();
    satisfies(await documentOf((await done('POST', `/v1/credentials/${other.record.id}/renew`)).id));
  });

  test('one by an issuer with a full profile', async () => {
    const profile = { type: ['Profile'], url: 'https://academy.example', description: 'We teach', email: 'office@academy.example', phone: '+43 1', image: { id: 'https://academy.example/logo.png', type: 'Image' } };
    await done('PUT', '/ims/ob/v3p0/profile', { key: testKey, body: profile });
    const { document } = await issue({ key: testKey });
    assert.equal(document.issuer.url, profile.url);
    satisfies(document);
    await done('PUT', '/ims/ob/v3p0/profile', { key: testKey, body: { type: ['Profile'] } });
  });

  test('all that the Open Badges API lists', async () => {
    const listed = await done('GET', '/ims/ob/v3p0/credentials?limit=100');
    assert.ok(listed.credential.length > 5);
    listed.credential.forEach(satisfies);
  });

  test('one with an endorsement that another library signed', async () => {
    const group = await newGroup();
    const endorsement = await endorsed(group);
    await done('PATCH', `/v1/groups/${group.id}`, { body: { achievement: { endorsements: [endorsement] } } });
    const record = await done('POST', '/v1/credentials', { body: { groupId: group.id, recipient: { name: 'Ada' } } });
    const document = await documentOf(record.id);
    assert.deepEqual(document.endorsement, [endorsement]);
    satisfies(document);
    const { proof, ...unsigned } = document;
    await jsonld.expand(unsigned, { documentLoader: loader(), safe: true });
  });

  test('the full one keeps every member as linked data: JSON-LD expands in safe mode', async () => {
    const { proof, ...unsigned } = full;
    const [expanded] = await jsonld.expand(unsigned, { documentLoader: loader(), safe: true });
    const vocabulary = (term) => `https://purl.imsglobal.org/spec/vc/ob/vocab.html#${term}`;
    const subject = expanded['https://www.w3.org/2018/credentials#credentialSubject'][0];
    assert.equal(subject[vocabulary('result')].length, 3);
    assert.equal(subject[vocabulary('achievement')][0][vocabulary('resultDescription')].length, 4);
  });

  test('a displayer that knows the address recognises the recipient by its hash', () => {
    const [identity] = full.credentialSubject.identifier;
    assert.equal(identity.identityHash, `sha256$${createHash('sha256').update('ada@example.org' + identity.salt).digest('hex')}`);
    assert.equal(JSON.stringify(full).includes('ada@example.org'), false);
  });

  // So that the judge is seen to refuse: each of these breaks one rule of the full credential.
  for (const [what, change] of [
    ['without an id', (d) => delete d.id],
    ['without validFrom', (d) => delete d.validFrom],
    ['with a date for a time', (d) => (d.validFrom = '2026-01-01')],
    ['with the contexts in the other order', (d) => d['@context'].reverse()],
    ['of no badge type', (d) => (d.type = ['VerifiableCredential'])],
    ['with one proof outside an array', (d) => (d.proof = d.proof[0])],
    ['with two statuses', (d) => (d.credentialStatus = [{ id: 'urn:a', type: 'X' }, { id: 'urn:b', type: 'X' }])],
    ['whose subject has no achievement', (d) => delete d.credentialSubject.achievement],
    ['whose subject has no type', (d) => delete d.credentialSubject.type],
    ['whose achievement has no criteria', (d) => delete d.credentialSubject.achievement.criteria],
    ['with an unknown kind of achievement', (d) => (d.credentialSubject.achievement.achievementType = 'Spaceship')],
    ['with a language in words', (d) => (d.credentialSubject.achievement.inLanguage = 'German')],
    ['with an unknown status of a result', (d) => (d.credentialSubject.result[2].status = 'Done')],
    ['with an image that is an address', (d) => (d.image = 'https://example.org/x.png')],
    ['with credits as text', (d) => (d.credentialSubject.creditsEarned = '3')],
    ['with evidence outside an array', (d) => (d.evidence = d.evidence[0])],
    ['with a further member in an identity', (d) => (d.credentialSubject.identifier[0].name = 'Ada')],
  ])
    test(`but not one ${what}`, () => {
      const broken = structuredClone(full);
      change(broken);
      assert.equal(judge(broken), false);
    });
});

async function endorsed(group) {
  const pair = await Multikey.generate();
  const { publicKeyMultibase } = await pair.export({ publicKey: true });
  const id = `did:key:${publicKeyMultibase}`;
  Object.assign(pair, { id: `${id}#${publicKeyMultibase}`, controller: id });
  const plain = await done('POST', '/v1/credentials', { body: { groupId: group.id, recipient: { name: 'Bob' } } });
  const { credentialSubject } = await documentOf(plain.id);
  const credential = {
    '@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
    id: `urn:uuid:${randomUUID()}`,
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: 'A good programme',
    issuer: { id, type: ['Profile'], name: 'Board of examiners' },
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: { id: credentialSubject.achievement.id, type: ['EndorsementSubject'], endorsementComment: 'We know it well.' },
  };
  const suite = new DataIntegrityProof({ signer: pair.signer(), cryptosuite: createSignCryptosuite() });
  const signed = await vc.issue({ credential, suite, documentLoader: loader() });
  return { ...signed, proof: [signed.proof].flat() };
}
