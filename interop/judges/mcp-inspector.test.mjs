// The official Inspector, by its command line: it lists, calls and reads in both eras, and finds schemas fit for every client.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { program, skip, start } from '../support/node22.mjs';
import { issue, liveKey, testKey, url } from '../support/vidimus.mjs';

const inspector = program('@modelcontextprotocol/inspector/clients/launcher/build/index.js');

async function inspect(era, args, { path = '/mcp', key = testKey } = {}) {
  const running = start(inspector, ['--cli', url + path, '--transport', 'http', '--protocol-era', era, '--header', `Authorization: Bearer ${key}`, '--format', 'json', ...args]);
  const code = await running.ended;
  return { code, text: running.heard.out, error: running.heard.error, json: () => JSON.parse(running.heard.out) };
}

async function done(era, args, options) {
  const answer = await inspect(era, args, options);
  assert.equal(answer.code, 0, `${answer.text}\n${answer.error}`);
  const json = answer.json();
  return json.result ?? json;
}

for (const era of ['modern', 'legacy']) {
  describe(`the Inspector, ${era}`, { skip }, () => {
    test('lists the tools, and finds nothing in their schemas that a client could not read', async () => {
      const { tools } = await done(era, ['--method', 'tools/list', '--strict']);
      assert.ok(tools.some((tool) => tool.name === 'verifyCredential'));
      for (const tool of tools) assert.ok(tool.title && tool.annotations && tool.outputSchema, tool.name);
    });

    test('lists those of the address for reading alone', async () => {
      const { tools } = await done(era, ['--method', 'tools/list', '--strict'], { path: '/mcp/readonly' });
      assert.ok(tools.length > 0 && tools.every((tool) => tool.annotations.readOnlyHint), JSON.stringify(tools.map((t) => t.name)));
    });

    test('calls a tool', async () => {
      const answer = await done(era, ['--method', 'tools/call', '--tool-name', 'listGroups', '--tool-args-json', '{}']);
      assert.ok(answer.structuredContent, JSON.stringify(answer));
      assert.equal(answer.isError ?? false, false);
    });

    test('is told what a call lacks', async () => {
      const answer = await inspect(era, ['--method', 'tools/call', '--tool-name', 'getCredential', '--tool-args-json', '{"id":7,"more":true}']);
      assert.equal(answer.code, 5, answer.text + answer.error);
    });

    test('lists templates and prompts', async () => {
      assert.ok((await done(era, ['--method', 'resources/templates/list'])).resourceTemplates.length > 0);
      assert.ok((await done(era, ['--method', 'prompts/list'])).prompts.length > 0);
    });

    test('verifies a credential', async () => {
      const { jwt } = await issue();
      const answer = await done(era, ['--method', 'tools/call', '--tool-name', 'verifyCredential', '--tool-args-json', JSON.stringify({ jwt })], { key: liveKey });
      assert.equal(answer.isError ?? false, false, JSON.stringify(answer));
    });
  });
}
