// What strangers say of a credential: @digitalbazaar of one with embedded proof, jose of a vc+jwt, @sd-jwt of an SD-JWT.
import { createPublicKey, verify as verifySignature } from 'node:crypto';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { createVerifyCryptosuite } from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import { cryptosuite as rdfc } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020';
import * as vc from '@digitalbazaar/vc';
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list';
import { digest } from '@sd-jwt/crypto-nodejs';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import { didKey, loader } from './loader.mjs';
import { resolveDid } from './vidimus.mjs';

export const suites = () => [new DataIntegrityProof({ cryptosuite: rdfc }), new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() }), new Ed25519Signature2020()];

/** The status by their library, which gives the value of each entry and leaves to the caller that a set one speaks against the credential. */
export async function status({ credential, documentLoader = loader() }) {
  const result = await checkStatus({ credential, documentLoader, suite: suites() });
  const set = (result.results ?? []).filter((entry) => entry.status).map((entry) => entry.credentialStatus.statusPurpose);
  return { ...result, set, verified: result.verified && set.length === 0 };
}

export const verifyJson = (credential, { documentLoader = loader(), suite = suites(), ...more } = {}) =>
  vc.verifyCredential({ credential, suite, documentLoader, checkStatus: status, ...more });

export const verifyPresentation = (presentation, more) => vc.verify({ presentation, suite: suites(), documentLoader: loader(), checkStatus: status, ...more });

/** The public key that a kid names, out of the DID document, as JWK; it must be there for making assertions. */
export async function keyOf(kid) {
  const did = kid.split('#')[0];
  const document = did.startsWith('did:key:') ? didKey(did) : await resolveDid(did);
  if (!document.assertionMethod.includes(kid)) throw new Error(`${kid} is not for making assertions`);
  const method = document.verificationMethod.find(({ id }) => id === kid);
  const keyPair = await Multikey.from({ '@context': 'https://w3id.org/security/multikey/v1', ...method });
  return { ...(await Multikey.toJwk({ keyPair })), alg: 'EdDSA' };
}

/** jose for the signature and the token's own times. */
export async function verifyJwt(jwt, typ = 'vc+jwt', more = {}) {
  const { kid } = decodeProtectedHeader(jwt);
  return jwtVerify(jwt, await importJWK(await keyOf(kid)), { typ, algorithms: ['EdDSA', 'Ed25519'], ...more });
}

/** @sd-jwt with nothing but its callbacks: the signature by the key that kid names, and the holder's by the key in cnf. */
export const sdJwtJudge = new SDJwtVcInstance({
  hasher: digest,
  verifier: async (data, signature) => isSigned(data, signature, await keyOf(headerOf(data).kid)),
  kbVerifier: async (data, signature, payload) => isSigned(data, signature, payload.cnf.jwk),
});

const headerOf = (data) => JSON.parse(Buffer.from(data.split('.')[0], 'base64url'));

function isSigned(data, signature, jwk) {
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const ecdsa = jwk.kty === 'EC';
  return verifySignature(ecdsa ? 'sha256' : null, Buffer.from(data), ecdsa ? { key, dsaEncoding: 'ieee-p1363' } : key, Buffer.from(signature, 'base64url'));
}

/** Whatever went wrong in their libraries, in one line. */
export function reasons(result) {
  const told = [];
  const walk = (error) => {
    if (!error) return;
    told.push(error.message);
    [error.errors, error.cause].flat().forEach((inner) => inner && walk(inner));
  };
  [result.error, result.statusResult?.error].flat().forEach(walk);
  if (result.statusResult?.set?.length > 0) told.push(`status set: ${result.statusResult.set.join(', ')}`);
  return told.join(' | ');
}
