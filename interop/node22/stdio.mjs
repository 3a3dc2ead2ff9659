// The program on somebody's computer, started as an assistant starts it, with keys of both kinds.
import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { check, finish, server } from './checks.mjs';

// Either key in one era: what differs by era is the protocol's, and what differs by key is the program's.
const starts = [
  ['an API key', process.env.INTEROP_KEY, 'modern', { versionNegotiation: { mode: 'auto' } }],
  ['a token that must be exchanged', process.env.INTEROP_EXCHANGED, 'legacy', {}],
];

for (const [kind, key, era, options] of starts)
  await check(`vidimus mcp with ${kind}, ${era}: lists and calls`, async () => {
    const client = new Client({ name: 'interop', version: '1.0.0' }, options);
    const env = { ...process.env, VIDIMUS_URL: server, VIDIMUS_KEY: key };
    await client.connect(new StdioClientTransport({ command: 'dotnet', args: [process.env.INTEROP_CLI, 'mcp', '--read-only'], env, stderr: 'inherit' }));
    assert.equal(client.getProtocolEra(), era);
    const { tools } = await client.listTools();
    assert.ok(tools.some(({ name }) => name === 'getGroup') && tools.every(({ annotations }) => annotations.readOnlyHint), tools.map(({ name }) => name).join());
    const answer = await client.callTool({ name: 'getGroup', arguments: { id: process.env.INTEROP_GROUP } });
    assert.notEqual(answer.isError, true, JSON.stringify(answer.content));
    assert.match(answer.content[0].text, /Sailing/);
    await client.close();
  });
finish();
