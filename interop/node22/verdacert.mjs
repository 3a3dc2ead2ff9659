// @modelcontextprotocol/client 2.4.0 (both eras) and @modelcontextprotocol/sdk 1.32.2 at Verdacert's address, with a key of that form and nothing else.
import assert from 'node:assert/strict';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { check, finish, server } from './checks.mjs';
import { names } from './client.mjs';

const key = process.env.VERDACERT_API_KEY;
const tools = ['get_capabilities', 'quote', 'submit', 'get_status', 'get_result', 'refund', 'verify_certificate'];
const input = { sourceLanguage: 'fa', useCase: 'uscis', pageCount: 2, speedTier: 'standard' };

/** What a call answers, which must not be a refusal. */
const good = (answer) => {
  assert.notEqual(answer.isError, true, JSON.stringify(answer.content));
  assert.deepEqual(JSON.parse(answer.content[0].text), answer.structuredContent);
  return answer.structuredContent;
};
/** The error of a call, which must be one. */
const bad = (answer) => {
  assert.equal(answer.isError, true, JSON.stringify(answer));
  const { error } = JSON.parse(answer.content[0].text);
  for (const name of ['code', 'message', 'recoveryHint']) assert.equal(typeof error[name], 'string', name);
  assert.equal(typeof error.retryable, 'boolean');
  return error;
};

for (const [name, Kind, Transport, options] of [
  ['client 2.4.0, modern', Client, StreamableHTTPClientTransport, { versionNegotiation: { mode: 'auto' } }],
  ['client 2.4.0, legacy', Client, StreamableHTTPClientTransport, {}],
  ['sdk 1.32.2', ClientV1, TransportV1, {}],
])
  await check(`C19: ${name} lists the seven tools and goes from a price to an order's status`, async () => {
    const client = new Kind({ name: 'interop', version: '1.0.0' }, options);
    await client.connect(new Transport(new URL('/api/mcp', server), { requestInit: { headers: { authorization: `Bearer ${key}` } } }));
    const call = (tool, args = {}) => client.callTool({ name: tool, arguments: args });
    try {
      const listed = await client.listTools();
      assert.deepEqual(names(listed), tools);
      for (const tool of listed.tools) assert.equal(tool.annotations.destructiveHint, ['submit', 'refund'].includes(tool.name), tool.name);
      assert.ok(good(await call('get_capabilities')).supportedSourceLanguages.includes('fa'));
      const quote = good(await call('quote', input));
      assert.equal(quote.totalCents, 4990);
      const order = { quoteId: quote.quoteId, idempotencyKey: `judge-${name}-${Date.now()}`.replaceAll(' ', ''), echoedInput: quote.input, documents: [{ url: process.env.INTEROP_DOCUMENT }] };
      const job = good(await call('submit', order));
      assert.equal(good(await call('submit', order)).jobId, job.jobId);
      assert.match(good(await call('get_status', { jobId: job.jobId })).status, /^(created|paid)$/);
      const early = bad(await call('get_result', { jobId: job.jobId }));
      assert.equal(early.code, 'RESULT_NOT_READY');
      assert.equal(early.retryable, true);
      assert.equal(bad(await call('submit', { ...order, echoedInput: { ...input, pageCount: 3 }, idempotencyKey: `${order.idempotencyKey}-2` })).code, 'INVALID_QUOTE');
      assert.equal(bad(await call('quote', { ...input, sourceLanguage: 'klingon' })).field, 'sourceLanguage');
      assert.equal(bad(await call('quote', { ...input, pages: 3 })).code, 'VALIDATION_ERROR');
      assert.equal(bad(await call('verify_certificate', { certificateId: 'vcrt_unknown' })).code, 'CERTIFICATE_NOT_FOUND');
    } finally {
      await client.close();
    }
  });
finish();
