// The official conformance suite of the Model Context Protocol, on a server of its own that has the fixtures it calls by
// name; everything else of it is the server as it is shipped. The suite cannot send a key, so a door in front adds one.
import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBearer } from '../support/bearer.mjs';
import { program, skip, start } from '../support/node22.mjs';
import { startServer } from '../support/server.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const suite = program('@modelcontextprotocol/conformance/dist/index.js');

// Of the extension for tasks, which is not offered here.
const tasks = /^tasks-/;

const revisions = [
  { revision: '2026-07-28', required: 37, unscored: ['json-schema-2020-12', 'http-header-validation', 'http-custom-header-server-validation'] },
  { revision: '2025-11-25', required: 30, unscored: ['server-session-lifecycle', 'json-schema-2020-12'] },
];

describe('the conformance suite of the protocol', { skip }, () => {
  let server;
  let door;
  before(async () => {
    server = await startServer(root, ['--Mcp:Fixtures=true']);
    door = await startBearer(server.url, server.testKey);
  });
  after(async () => {
    await door?.close();
    await server?.stop();
  });

  for (const { revision, required, unscored } of revisions) {
    test(`passes all that ${revision} requires, and what is not scored beside tasks`, async () => {
      const running = start(suite, ['server', '--url', `${door.url}/mcp/x/fixtures`, '--requirements', revision]);
      const code = await running.ended;
      const outcomes = new Map([...running.heard.out.matchAll(/^\s*(✓|✗) ([\w-]+): \d+ passed/gm)].map(([, mark, name]) => [name, mark === '✓']));
      const notScored = new Set([...running.heard.out.matchAll(/^\s*[✓✗] ([\w-]+) \(/gm)].map(([, name]) => name));
      const failed = [...outcomes].filter(([name, passed]) => !passed && !tasks.test(name)).map(([name]) => name);
      assert.deepEqual(failed, [], running.heard.out.slice(-6000));
      assert.equal(code, 0, running.heard.out.slice(-6000));
      assert.equal([...outcomes.keys()].filter((name) => !notScored.has(name)).length, required);
      assert.deepEqual(unscored.filter((name) => !outcomes.get(name)), []);
    });
  }
});

test('the fixtures are there only where a setting asks for them', { skip }, async () => {
  const answer = await fetch(`${process.env.VIDIMUS_URL}/mcp/x/fixtures`, { method: 'POST', headers: { authorization: `Bearer ${process.env.VIDIMUS_TEST_KEY}` } });
  assert.equal(answer.status, 404);
});
