// Messages of the Model Context Protocol by fetch alone, in both eras, and whatever comes back.
import { url } from './vidimus.mjs';

export const modern = '2026-07-28';
export const legacy = '2025-11-25';
const meta = { 'io.modelcontextprotocol/protocolVersion': modern, 'io.modelcontextprotocol/clientCapabilities': {}, 'io.modelcontextprotocol/clientInfo': { name: 'interop', version: '1.0.0' } };

/** Posts a message as it stands; the answer is read from JSON or from the one event of a stream. */
export async function post(message, { token, path = '/mcp', headers = {} } = {}) {
  const response = await fetch(path.startsWith('http') ? path : url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
    body: typeof message === 'string' ? message : JSON.stringify(message),
  });
  const text = await response.text();
  const events = text.split(/\r?\n/).filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trim()).filter(Boolean);
  const messages = response.headers.get('content-type')?.startsWith('text/event-stream') ? events.map((one) => JSON.parse(one)) : text.startsWith('{') ? [JSON.parse(text)] : [];
  return { status: response.status, headers: response.headers, text, messages, answer: messages.find((one) => 'result' in one || 'error' in one) };
}

/** A request of the present revision. */
export function request(method, params = {}, { headers = {}, ...more } = {}) {
  const name = params.name ?? params.uri;
  return post({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: meta } }, { ...more, headers: { 'mcp-protocol-version': modern, 'mcp-method': method, ...(name ? { 'mcp-name': name } : {}), ...headers } });
}

/** A tool call of the present revision. */
export const invoke = (token, name, args = {}, more = {}) => request('tools/call', { name, arguments: args }, { token, ...more });

/** The handshake of earlier revisions. */
export const initialize = (token, path = '/mcp', { headers, version = legacy, clientInfo = { name: 'interop', version: '1.0.0' }, capabilities = {} } = {}) =>
  post({ jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: version, capabilities, clientInfo } }, { token, path, headers });

/** What WWW-Authenticate says, by name. */
export const challengeOf = (answer) => Object.fromEntries([...(answer.headers.get('www-authenticate') ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
