// @modelcontextprotocol/client 2.4.0 (both eras) and @modelcontextprotocol/sdk 1.32.2 at the tools of Verity, with a key of that form and nothing else.
import assert from 'node:assert/strict';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { check, finish, server } from './checks.mjs';
import { names } from './client.mjs';

const key = process.env.VERITY_API_KEY;
const tools = ['coverage_lookup', 'policy_research', 'claim_validation', 'prior_auth_research', 'drug_formulary_research', 'compliance_review', 'webhook_management', 'system_health'].map((name) => `verity_${name}`);

/** What a call answers, which must not be a refusal. */
const good = (answer) => {
  assert.notEqual(answer.isError, true, JSON.stringify(answer.content));
  assert.deepEqual(Object.keys(answer.structuredContent), ['message', 'data', 'meta']);
  return answer;
};
const bad = (answer, code) => {
  assert.equal(answer.isError, true, JSON.stringify(answer));
  assert.match(answer.content[0].text, new RegExp(code));
};

for (const [name, Kind, Transport, options] of [
  ['client 2.4.0, modern', Client, StreamableHTTPClientTransport, { versionNegotiation: { mode: 'auto' } }],
  ['client 2.4.0, legacy', Client, StreamableHTTPClientTransport, {}],
  ['sdk 1.32.2', ClientV1, TransportV1, {}],
])
  await check(`Y16: ${name} lists the eight tools and calls each`, async () => {
    const at = async (path) => {
      const client = new Kind({ name: 'interop', version: '1.0.0' }, options);
      await client.connect(new Transport(new URL(path, server), { requestInit: { headers: { authorization: `Bearer ${key}` } } }));
      return client;
    };
    const client = await at('/mcp/x/policies');
    const call = (tool, args = {}) => client.callTool({ name: `verity_${tool}`, arguments: args });
    try {
      const listed = await client.listTools();
      assert.deepEqual(names(listed), tools);
      for (const tool of listed.tools) {
        assert.ok(tool.title && tool.outputSchema && tool.inputSchema.properties.response_format, tool.name);
        assert.match(tool.description, /response_format/);
      }
      const hints = Object.fromEntries(listed.tools.map((tool) => [tool.name, tool.annotations]));
      assert.equal(hints.verity_policy_research.readOnlyHint, true);
      assert.deepEqual([hints.verity_webhook_management.readOnlyHint, hints.verity_webhook_management.destructiveHint], [false, true]);

      const looked = good(await call('coverage_lookup', { procedure_codes: ['95250'], state: 'NY', include: ['code_details', 'prior_auth', 'claim_risk', 'jurisdiction_compare', 'spending'] }));
      assert.equal(looked.structuredContent.data.code_details.found, true);
      assert.equal(looked.structuredContent.data.prior_auth.pa_required, true);
      assert.equal(looked.content[0].text, looked.structuredContent.message);
      const found = good(await call('policy_research', { action: 'search', query: 'glucose', limit: 1, response_format: 'json' }));
      assert.deepEqual(JSON.parse(found.content[0].text), found.structuredContent);
      const next = good(await call('policy_research', { action: 'search', query: 'glucose', limit: 1, cursor: found.structuredContent.meta.pagination.cursor }));
      assert.notEqual(next.structuredContent.data[0].policy_id, found.structuredContent.data[0].policy_id);
      assert.equal(good(await call('policy_research', { action: 'get', policy_id: 'L12345' })).structuredContent.data.policy_id, 'L12345');
      for (const [action, more] of [['criteria', { query: 'diabetes' }], ['changes', {}], ['compare', { procedure_codes: ['95250'] }], ['jurisdictions', {}]]) good(await call('policy_research', { action, ...more }));
      good(await call('claim_validation', { procedure_codes: ['95250'], diagnosis_codes: ['E11.9'], policy_id: 'L12345', coverage_parameters: { age: 40 } }));
      good(await call('prior_auth_research', { action: 'check', procedure_codes: ['95250'], state: 'NY' }));
      const research = good(await call('prior_auth_research', { action: 'start_research', procedure_codes: ['95250'], state: 'NY', sync: true }));
      good(await call('prior_auth_research', { action: 'get_research', research_id: research.structuredContent.data.research_id }));
      assert.equal(good(await call('drug_formulary_research', { query: 'adalimumab' })).structuredContent.data.length, 1);
      good(await call('compliance_review', { action: 'stats' }));
      good(await call('compliance_review', { action: 'list_unreviewed', limit: 5 }));
      good(await call('webhook_management', { action: 'list' }));
      assert.equal(good(await call('system_health')).structuredContent.data.status, 'healthy');
      bad(await call('policy_research', { action: 'get', policy_id: 'L99999' }), 'RESOURCE_POLICY_NOT_FOUND');
      bad(await call('policy_research', { action: 'get' }), 'policy_id is needed');
      bad(await call('compliance_review', { action: 'acknowledge', diff_id: 1, notes: 'patient John Example, SSN 123-45-6789' }), 'PHI_NOT_ALLOWED');
    } finally {
      await client.close();
    }

    const reading = await at('/mcp/x/policies/readonly');
    try {
      const listed = await reading.listTools();
      assert.deepEqual(names(listed), tools);
      assert.ok(listed.tools.every((tool) => tool.annotations.readOnlyHint));
      bad(await reading.callTool({ name: 'verity_compliance_review', arguments: { action: 'acknowledge', diff_id: 1 } }), 'must be one of stats, list_unreviewed');
    } finally {
      await reading.close();
    }
  });
finish();
