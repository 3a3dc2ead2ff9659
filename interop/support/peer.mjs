// The speed of @digitalbazaar/vc on this machine, in microseconds of processor time, as JSON for the benchmarks.
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { createSignCryptosuite, createVerifyCryptosuite } from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import { loader } from './loader.mjs';

const milliseconds = 4000;
const pair = await Multikey.generate();
const { publicKeyMultibase } = await pair.export({ publicKey: true });
const id = `did:key:${publicKeyMultibase}`;
Object.assign(pair, { id: `${id}#${publicKeyMultibase}`, controller: id });
const documentLoader = loader();
const credential = {
  '@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
  id: 'https://trust.example.org/verify/cred_01m813pf6nee1tapptqkvqa7y1',
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  name: 'Safety Training',
  issuer: { id, type: ['Profile'], name: 'Example School' },
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: {
    type: ['AchievementSubject'],
    name: 'Ada Example',
    achievement: {
      id: 'urn:uuid:01a2023b-2f4b-775e-b346-dd2882bb29cd',
      type: ['Achievement'],
      achievementType: 'Certificate',
      name: 'Safety Training',
      description: 'Two days of first aid.',
      criteria: { narrative: 'Attend two days and pass the final test.' },
      tag: ['safety', 'first aid'],
    },
  },
};
const issue = () => vc.issue({ credential: structuredClone(credential), suite: new DataIntegrityProof({ signer: pair.signer(), cryptosuite: createSignCryptosuite() }), documentLoader });
const signed = await issue();
const verify = async () => {
  const result = await vc.verifyCredential({ credential: signed, suite: new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() }), documentLoader });
  if (!result.verified) throw result.error;
};

const figures = [];
for (const [work, once] of [
  ['@digitalbazaar/vc issues one, eddsa-jcs-2022', issue],
  ['@digitalbazaar/vc verifies one, eddsa-jcs-2022', verify],
]) {
  await repeat(once, milliseconds / 4);
  const before = process.cpuUsage();
  const count = await repeat(once, milliseconds);
  const { user, system } = process.cpuUsage(before);
  figures.push({ work, microseconds: (user + system) / count });
}
console.log(JSON.stringify(figures));

async function repeat(once, length) {
  let count = 0;
  for (const end = performance.now() + length; performance.now() < end; count++) await once();
  return count;
}
