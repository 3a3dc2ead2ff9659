// The official TypeScript clients as an application uses them: a provider that keeps what it is given, and a person who is asked.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { authorize, server } from './checks.mjs';

export const redirect = 'http://localhost:41234/callback';
export const issuer = server;

/** What an application keeps between connections; `asked` is where it wants the person to go. */
export class Provider {
  constructor({ path = '/mcp', name = 'Interop client', documentUrl } = {}) {
    this.endpoint = new URL(server + path);
    this.clientMetadataUrl = documentUrl;
    this.name = name;
    this.registrations = 0;
    this.kept = [];
  }
  get redirectUrl() { return redirect; }
  get clientMetadata() {
    return { client_name: this.name, redirect_uris: [redirect], grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], token_endpoint_auth_method: 'none' };
  }
  state() { return (this.sentState = randomBytes(12).toString('hex')); }
  clientInformation() { return this.client; }
  saveClientInformation(client) { this.client = client; this.registrations++; }
  tokens() { return this.held; }
  saveTokens(tokens) { this.held = tokens; this.kept.push(tokens); }
  redirectToAuthorization(address) { this.asked = address; }
  saveCodeVerifier(verifier) { this.verifier = verifier; }
  codeVerifier() { return this.verifier; }
  saveDiscoveryState(state) { this.discovery = state; }
  discoveryState() { return this.discovery; }
  invalidateCredentials(what) {
    if (what === 'all' || what === 'tokens') this.held = undefined;
    if (what === 'all' || what === 'client') this.client = undefined;
  }
}

/** What the person was asked for, checked, and where the browser was sent: the code and all that comes with it. */
export async function consent(provider, how) {
  const asked = provider.asked;
  assert.ok(asked, 'the client asked nobody');
  provider.asked = undefined;
  assert.equal(asked.searchParams.get('code_challenge_method'), 'S256');
  assert.equal(asked.searchParams.get('resource'), String(provider.endpoint));
  const back = await authorize(asked, how);
  assert.equal(back.origin + back.pathname, redirect);
  assert.equal(back.searchParams.get('state'), provider.sentState);
  assert.equal(back.searchParams.get('iss'), issuer, 'RFC 9207');
  return { asked, back: back.searchParams };
}

/** A client that is connected, whatever a person has to do for it. */
export async function connect({ Client, Transport, Unauthorized }, provider, options) {
  const open = async () => {
    const client = new Client({ name: 'interop', version: '1.0.0' }, options);
    const transport = new Transport(provider.endpoint, { authProvider: provider });
    try {
      await client.connect(transport);
      return { client, transport };
    } catch (error) {
      error.transport = transport;
      throw error;
    }
  };
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof Unauthorized)) throw error;
    const { back } = await consent(provider);
    await error.transport.finishAuth(back.get('code'), back.get('iss'));
    return open();
  }
}

export const names = ({ tools }) => tools.map(({ name }) => name);
export const spaces = (text) => new Set((text ?? '').split(' ').filter(Boolean));
