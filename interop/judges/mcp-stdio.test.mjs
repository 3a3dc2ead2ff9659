// `vidimus mcp` as the portal's Connect page says to start it, under the official client.
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { before, describe, test } from 'node:test';
import { judge, skip } from '../support/node22.mjs';
import { newOrganization } from '../support/server.mjs';
import { done, newGroup, url } from '../support/vidimus.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const cli = process.env.VIDIMUS_CLI ?? join(root, 'artifacts/bin/Vidimus.Cli/debug/vidimus.dll');

describe('the program on somebody’s computer', { skip }, () => {
  let key, exchanged, group;
  before(async () => {
    key = await newOrganization('Sailing School');
    group = await newGroup({ name: 'Sailing' }, key);
    exchanged = (await done('POST', '/v1/keys', { key, body: { label: 'Assistant', mode: 'live', scopes: ['read'], kind: 'clientToken' } })).secret;
  });

  test('vidimus mcp', { timeout: 90_000 }, (t) => judge(t, 'stdio.mjs', { env: { VIDIMUS_URL: url, INTEROP_CLI: cli, INTEROP_KEY: key, INTEROP_EXCHANGED: exchanged, INTEROP_GROUP: group.id } }));
});
