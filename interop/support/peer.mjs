// The speed of @digitalbazaar/vc and jsonld on this machine, on the unsigned credential that standard input holds: microseconds of
// processor time of each kind of work, as JSON for the benchmarks.
import { readFileSync } from 'node:fs';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { createSignCryptosuite, createVerifyCryptosuite } from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import { cryptosuite as rdfc } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import jsonld from 'jsonld';
import { loader } from './loader.mjs';

const slices = 21;
const sliceMicroseconds = 100_000;
const documentLoader = loader();
const pair = await Multikey.generate();
const { publicKeyMultibase } = await pair.export({ publicKey: true });
const id = `did:key:${publicKeyMultibase}`;
Object.assign(pair, { id: `${id}#${publicKeyMultibase}`, controller: id });
const credential = JSON.parse(readFileSync(0, 'utf8'));
credential.issuer.id = id;

const figures = {};
for (const [name, signing, verifying] of [
  ['eddsa-rdfc-2022', rdfc, rdfc],
  ['eddsa-jcs-2022', createSignCryptosuite(), createVerifyCryptosuite()],
]) {
  const issue = () => vc.issue({ credential: structuredClone(credential), suite: new DataIntegrityProof({ signer: pair.signer(), cryptosuite: signing }), documentLoader });
  const signed = await issue();
  figures[`issue ${name}`] = await measure(issue);
  figures[`verify ${name}`] = await measure(async () => {
    const result = await vc.verifyCredential({ credential: signed, suite: new DataIntegrityProof({ cryptosuite: verifying }), documentLoader });
    if (!result.verified) throw result.error;
  });
}
for (const [name, context] of [['bundled contexts', []], ['a context of its own', [{ ownTerm: 'https://school.example.org/terms#ownTerm' }]]]) {
  const document = { ...credential, '@context': [...credential['@context'], ...context] };
  if (context.length > 0) document.ownTerm = 'own value';
  figures[`canonize ${name}`] = await measure(() => jsonld.canonize(document, { algorithm: 'RDFC-1.0', format: 'application/n-quads', documentLoader, safe: true }));
}
console.log(JSON.stringify(figures));

// The first quartile over slices of a tenth of a second, after a second to warm up.
async function measure(once) {
  for (const end = performance.now() + 1000; performance.now() < end; ) await once();
  const all = [];
  for (let i = 0; i < slices; i++) {
    const before = process.cpuUsage();
    let count = 0;
    let used = 0;
    while (used < sliceMicroseconds) {
      await once();
      count++;
      const { user, system } = process.cpuUsage(before);
      used = user + system;
    }
    all.push(used / count);
  }
  return all.sort((a, b) => a - b)[Math.floor(slices / 4)];
}
