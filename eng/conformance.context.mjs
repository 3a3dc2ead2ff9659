// Loaded into the Ed25519Signature2020 suite before its tests. The assertion library that it takes three of its tests from
// demands the context of that proof type in what is issued, and since August 2024 does not know that context itself, so that
// those three fail for every implementation (docs/conformance.md). This gives it the context, from the bundled ones.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const url = 'https://w3id.org/security/suites/ed25519-2020/v1';
try {
  const library = createRequire(pathToFileURL(`${process.cwd()}/node_modules/data-integrity-test-suite-assertion/index.js`));
  const { contexts } = (await import(pathToFileURL(library.resolve('@digitalbazaar/data-integrity-context')).href)).default;
  const bundled = new URL('../src/Vidimus.Proofs/JsonLd/Contexts/ed25519-2020-v1.jsonld', import.meta.url);
  contexts.set(url, JSON.parse(readFileSync(bundled, 'utf8')));
} catch (error) {
  console.error(`The context could not be given to the suite: ${error.message}`);
}
