// A stand-in for an OpenAI-compatible service, as a process of its own: chat completions alone. It answers a "translation" that shows what it
// was asked, and can be told to fail, dawdle or answer nonsense.
//
// Usage: node drafts.mjs [--port N] [--key KEY]
// Its first line on standard output is JSON with its address. What begins with /_/ is the test's: GET /_/calls tells what was asked,
// POST /_/next takes [{status, body, headers, delay, content, finish}], one for each of the next requests.
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { port: { type: 'string', default: '0' }, key: { type: 'string', default: '' } },
});
const calls = [];
const next = [];

async function read(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function answer(response, status, body, headers = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(text);
}

/** The parts of the document as the service was shown them. */
function shown(message) {
  return typeof message.content === 'string'
    ? [message.content]
    : message.content.map((part) => part.type === 'text' ? part.text : `[${part.image_url.url.slice(0, 22)} ${part.image_url.url.length}]`);
}

async function complete(request, response) {
  const body = await read(request);
  const call = { authorization: request.headers.authorization ?? null, body: JSON.parse(body) };
  calls.push(call);
  const told = next.shift() ?? {};
  if (told.delay) await wait(told.delay);
  if (told.status) return answer(response, told.status, told.body ?? { error: { message: 'told to' } }, told.headers);
  if (options.key && call.authorization !== `Bearer ${options.key}`) return answer(response, 401, { error: { message: 'no such key' } });
  const parts = shown(call.body.messages.at(-1));
  answer(response, 200, told.body ?? {
    id: 'chatcmpl-stand-in',
    object: 'chat.completion',
    model: call.body.model,
    choices: [{
      index: 0,
      finish_reason: told.finish ?? 'stop',
      message: { role: 'assistant', content: told.content ?? `# Draft\n\nA translation of ${parts.length} part(s).\n` },
    }],
    usage: { prompt_tokens: Math.ceil(body.length / 4), completion_tokens: 12, total_tokens: Math.ceil(body.length / 4) + 12 },
  });
}

const server = createServer(async (request, response) => {
  try {
    const path = new URL(request.url, 'http://stand-in').pathname;
    if (request.method === 'POST' && path === '/v1/chat/completions') return await complete(request, response);
    if (request.method === 'GET' && path === '/_/calls') return answer(response, 200, calls);
    if (request.method === 'POST' && path === '/_/next') {
      next.push(...JSON.parse(await read(request)));
      return answer(response, 200, { waiting: next.length });
    }
    answer(response, 404, { error: { message: 'no such path' } });
  } catch (error) {
    answer(response, 500, { error: { message: String(error) } });
  }
});
server.listen(Number(options.port), '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })}\n`);
});
