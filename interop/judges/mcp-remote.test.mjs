// mcp-remote: a bridge for clients that know only programs. It signs in by a browser, then lists and calls tools over its standard input.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { program, skip, start } from '../support/node22.mjs';
import { openPerson } from '../support/person.mjs';
import { newGroup, url } from '../support/vidimus.mjs';

describe('mcp-remote', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'vidimus-mcp-remote-'));
  let person, group;
  before(async () => {
    person = await openPerson('Bridge Academy');
    group = await newGroup({ name: 'Navigation' }, person.key);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const era of ['legacy', 'auto'])
    test(`logs in, lists and calls over standard input and output (${era})`, { timeout: 120_000 }, async () => {
      const answers = new Map();
      let asked, failed;
      const bridge = start(program('mcp-remote/dist/proxy.js'), [`${url}/mcp`, '--allow-http', '--protocol', era], {
        // There is no browser it could open by itself.
        env: { MCP_REMOTE_CONFIG_DIR: join(folder, era), PATH: '/nonexistent', HOME: folder },
        onLine(line) {
          const message = JSON.parse(line);
          answers.get(message.id)?.(message);
        },
        onError(line) {
          if (asked || !/^https?:\S+response_type=code/.test(line.trim())) return;
          asked = line.trim();
          person.authorize(asked).then((back) => fetch(back)).catch((error) => { failed = error; bridge.stop(); });
        },
      });
      const ended = bridge.ended.then((code) => { throw failed ?? new Error(`mcp-remote ended with ${code}\n${bridge.heard.error}`); });
      ended.catch(() => {});
      const send = (message) => bridge.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
      let last = 0;
      const request = (method, params) => {
        const id = ++last;
        const answer = new Promise((done) => answers.set(id, done));
        send({ id, method, params });
        return Promise.race([answer, ended]);
      };
      try {
        const hello = await request('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'interop', version: '1.0.0' } });
        assert.ok(hello.result?.serverInfo, JSON.stringify(hello));
        assert.ok(asked, 'nobody was asked');
        send({ method: 'notifications/initialized' });
        const { result: listed } = await request('tools/list', {});
        assert.ok(listed.tools.some(({ name }) => name === 'listGroups'), JSON.stringify(listed.tools.map(({ name }) => name)));
        const { result: called, error } = await request('tools/call', { name: 'getGroup', arguments: { id: group.id } });
        assert.ok(called && !called.isError, JSON.stringify(called ?? error));
        assert.match(called.content[0].text, /Navigation/);
      } finally {
        bridge.stop();
        await ended.catch(() => {});
      }
    });
});
