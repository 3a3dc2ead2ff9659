// The least that a stranger needs to speak to the server: fetch, a key, JSON.
export const url = process.env.VIDIMUS_URL;
export const liveKey = process.env.VIDIMUS_KEY;
export const testKey = process.env.VIDIMUS_TEST_KEY;

export async function call(method, path, { key = liveKey, body, headers = {} } = {}) {
  const response = await fetch(path.startsWith('http') ? path : url + path, {
    method,
    headers: {
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
}

/** The JSON of a call that must succeed. */
export async function done(method, path, options) {
  const answer = await call(method, path, options);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.json();
}

export async function newGroup(more = {}, key = liveKey) {
  const achievement = {
    criteria: { narrative: 'Attend two days and pass the final test.' },
    image: { id: 'https://example.org/badge.png', caption: 'A green shield' },
    alignments: [{ targetName: 'First aid', targetUrl: 'https://example.org/framework/first-aid', targetCode: 'FA-1' }],
    tags: ['safety', 'first aid'],
  };
  return done('POST', '/v1/groups', { key, body: { name: 'Safety Training', description: 'Two days of first aid.', achievement, ...more } });
}

/** An issued credential: its record, its JSON with embedded proof, its vc+jwt and its receipt. */
export async function issue({ key = liveKey, group: wanted = {}, ...more } = {}) {
  const group = await newGroup(wanted, key);
  const recipient = { name: 'Ada Example', email: 'ada@example.org' };
  const record = await done('POST', '/v1/credentials', { key, body: { groupId: group.id, recipient, ...more } });
  const document = async (path) => (await call('GET', `/v1/credentials/${record.id}/${path}`, { key })).text;
  return {
    record,
    document: JSON.parse(await document('document?form=json')),
    jwt: await document('document?form=jwt'),
    receipt: await document('receipt'),
  };
}

/** A credential in one of its forms, as its issuer gets it. */
export async function form(id, name, key = liveKey) {
  const answer = await call('GET', `/v1/credentials/${id}/document?form=${name}`, { key });
  if (answer.status !== 200) throw new Error(`${id} as ${name}: ${answer.status} ${answer.text}`);
  return /^application\/(vc|json)(;|$)/.test(answer.headers.get('content-type')) ? answer.json() : answer.text;
}

/** What our verifier says of a credential in any form: the verdict, its reasons, and the checks by name. */
export async function verification(credential, more = {}) {
  const body = typeof credential === 'string' ? { jwt: credential, ...more } : { credential, ...more };
  const answer = await done('POST', '/v1/verifications', { key: null, body });
  return { ...answer, outcomes: Object.fromEntries(answer.checks.map(({ name, outcome }) => [name, outcome])) };
}

/** What our VC API says of a presentation: its status is 200 when all is right and 400 when not. */
export async function presented(verifiablePresentation, options) {
  const answer = await call('POST', '/presentations/verify', { key: null, body: { verifiablePresentation, options } });
  const body = answer.json();
  if (body.verified === undefined) throw new Error(`/presentations/verify: ${answer.status} ${answer.text}`);
  const outcomes = Object.fromEntries(body.checks.map(({ name, outcome }) => [name, outcome]));
  return { ...body, outcomes, status: answer.status };
}

/** Where the document of a did:web lies, for this machine only: over http that of the server here, over https all others. */
export function didDocumentUrl(did) {
  const [host, ...path] = did.slice('did:web:'.length).split(':').map(decodeURIComponent);
  if (!host.startsWith('localhost:')) throw new Error(`${did} is not on this machine`);
  return `${new URL(url).host === host ? 'http' : 'https'}://${host}/${path.join('/')}/did.json`;
}

export async function resolveDid(did) {
  const response = await fetch(didDocumentUrl(did));
  if (!response.ok) throw new Error(`${did}: ${response.status}`);
  return response.json();
}
