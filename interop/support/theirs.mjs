// An issuer or holder who has nothing of ours: keys, proofs and tokens by @digitalbazaar, jose and @sd-jwt alone.
import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { createSignCryptosuite } from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import { cryptosuite as rdfc } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020';
import { Ed25519VerificationKey2020 } from '@digitalbazaar/ed25519-verification-key-2020';
import * as vc from '@digitalbazaar/vc';
import { digest, generateSalt } from '@sd-jwt/crypto-nodejs';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import { SignJWT, importJWK } from 'jose';
import { loader } from './loader.mjs';

export const contexts = { v1: 'https://www.w3.org/2018/credentials/v1', v2: 'https://www.w3.org/ns/credentials/v2', signature2020: 'https://w3id.org/security/suites/ed25519-2020/v1' };

/** A key pair of Ed25519 in the forms that their libraries want. */
export async function newKey() {
  const pair = await Multikey.generate();
  const { publicKeyMultibase } = await pair.export({ publicKey: true });
  const secret = Buffer.from(pair.secretKey.subarray(0, 32));
  const jwk = { ...(await Multikey.toJwk({ keyPair: pair })), alg: 'EdDSA' };
  return { pair, publicKeyMultibase, jwk, privateJwk: { ...jwk, d: secret.toString('base64url') } };
}

/** Who signs with a key: as did:key, or under a DID whose document the caller puts on the web. */
export async function newSigner({ did, key } = {}) {
  const own = key ?? (await newKey());
  const id = did ?? `did:key:${own.publicKeyMultibase}`;
  const method = `${id}#${own.publicKeyMultibase}`;
  Object.assign(own.pair, { id: method, controller: id });
  const signer = own.pair.signer();
  const integrity = (cryptosuite) => new DataIntegrityProof({ signer, cryptosuite });
  const suites = { rdfc: () => integrity(rdfc), jcs: () => integrity(createSignCryptosuite()), 2020: () => signature2020(own, id, method) };
  const sdJwt = new SDJwtVcInstance({ hasher: digest, hashAlg: 'sha-256', saltGenerator: generateSalt, signAlg: 'EdDSA', signer: eddsa(own.privateJwk) });
  return {
    did: id,
    method,
    key: own,
    verificationMethod: { id: method, type: 'Multikey', controller: id, publicKeyMultibase: own.publicKeyMultibase },
    /** A credential with an embedded proof of the suite; further calls on the result make a set of proofs. */
    sign: async (credential, suite = 'rdfc') => vc.issue({ credential: structuredClone(credential), suite: await suites[suite](), documentLoader: loader(), now: '2020-01-01T12:00:00Z' }),
    present: async (presentation, { challenge, domain, suite = 'rdfc' }) => vc.signPresentation({ presentation, suite: await suites[suite](), challenge, domain, documentLoader: loader() }),
    /** Any JSON as a token: vc+jwt, vp+jwt, a status list. */
    jwt: async (payload, typ = 'vc+jwt', header = {}) => new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', typ, kid: method, ...header }).sign(await importJWK(own.privateJwk)),
    sdJwt: (claims, frame) => sdJwt.issue(claims, frame, { header: { kid: method } }),
  };
}

async function signature2020(own, controller, id) {
  const key = await Ed25519VerificationKey2020.generate({ id, controller, seed: Buffer.from(own.privateJwk.d, 'base64url') });
  return new Ed25519Signature2020({ key });
}

/** Signs what @sd-jwt hands out to be signed. */
export function eddsa(privateJwk) {
  const key = createPrivateKey({ key: privateJwk, format: 'jwk' });
  return (data) => sign(null, Buffer.from(data), key).toString('base64url');
}

/** The DID document of a signer with these keys. */
export function didDocument(did, ...signers) {
  const verificationMethod = signers.map((signer) => signer.verificationMethod);
  const ids = verificationMethod.map((method) => method.id);
  return { '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'], id: did, verificationMethod, assertionMethod: ids, authentication: ids };
}

/** A plain credential of the W3C model 2.0. */
export function plain(issuer, more = {}) {
  return {
    '@context': [contexts.v2],
    id: `urn:uuid:${randomUUID()}`,
    type: ['VerifiableCredential'],
    issuer,
    validFrom: '2020-01-01T00:00:00Z',
    credentialSubject: { id: 'urn:uuid:4b0a3b1e-7a3a-4a45-8f9d-6a5c5b6d7e8f', name: 'Ada Example' },
    ...more,
  };
}

/** A copy of a document with something else in it. */
export function changed(document, change) {
  const copy = structuredClone(document);
  change(copy);
  return copy;
}

/** A token whose payload says something else, under the signature of what it said before; disclosures stay. */
export function retold(token, change) {
  const [jwt, ...rest] = token.split('~');
  const [header, payload, signature] = jwt.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url'));
  change(claims);
  return [[header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.'), ...rest].join('~');
}
