// Verity's clients: one written from its contract in Node, the sample of its pages in Python, and MCP clients at its tools, each with
// another base URL and key and nothing else changed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { judge, program, skip, start } from '../support/node22.mjs';
import { openReceiver } from '../support/receiver.mjs';
import { newOrganization } from '../support/server.mjs';
import { call, done, url } from '../support/vidimus.mjs';
import { VerityAuthenticationError, VerityClient, VerityError, VerityNotFoundError, VerityValidationError } from '../support/verity-client.mjs';

const exec = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = process.env.VIDIMUS_CLI ?? join(root, 'artifacts/bin/Vidimus.Cli/debug/vidimus.dll');

const policy = (id, more = {}) => ({
  id,
  title: `Continuous glucose monitoring ${id}`,
  type: 'LCD',
  jurisdictions: ['JK'],
  effectiveDate: '2026-01-01',
  version: 'R1',
  summary: 'Sensors that measure glucose.',
  sourceUrl: `https://policies.example/${id}`,
  sections: { indications: 'For people with diabetes.' },
  criteria: [
    { id: 'age', section: 'indications', text: 'For adults with diabetes.', tags: ['diabetes'], logic: { fact: 'age', is: 'atLeast', value: 18 } },
    { id: 'days', section: 'limitations', text: 'One sensor in ten days.', tags: ['frequency'] },
  ],
  documentation: ['A signed order'],
  codes: [
    { code: '95250', system: 'CPT', disposition: 'requires_pa' },
    { code: 'E11.9', system: 'ICD10CM', disposition: 'covered' },
  ],
  ...more,
});

async function load(key, kind, records) {
  const begun = await done('POST', '/v1/policy-imports', { key, body: { source: `judge-${kind}`, kind, fingerprint: `judge-${kind}` } });
  const taken = await done('PUT', `/v1/policy-imports/${begun.id}/batches/${begun.nextBatch}`, { key, body: { records } });
  assert.deepEqual(taken.errors, []);
  await done('POST', `/v1/policy-imports/${begun.id}/finish`, { key, body: {} });
}

/** The members that a client reads are there; those that may be null are. */
const has = (value, ...names) => {
  for (const name of names) assert.ok(name in value, `${name} is missing in ${JSON.stringify(value).slice(0, 400)}`);
  return value;
};

describe("Verity's clients", () => {
  let owner, key, verity, receiver;
  const refused = (kind, code, work) => assert.rejects(work, (error) => error instanceof kind && error.code === code && error.hint?.length > 0);

  before(async () => {
    [owner, receiver] = await Promise.all([newOrganization('Covered Academy'), openReceiver()]);
    key = (await done('POST', '/v1/keys', { key: owner, body: { label: 'a client', family: 'vrt', mode: 'live', scopes: ['write'] } })).secret;
    for (const body of [policy('L12345'), policy('L12346', { jurisdictions: ['JH'], codes: [{ code: '95250', system: 'CPT', disposition: 'covered' }] }), policy('A54321', { type: 'Article' })])
      await done('POST', '/v1/policies', { key: owner, body });
    await load(owner, 'codes', [{ code: '95250', system: 'CPT', description: 'Glucose monitoring by sensor' }, { code: 'E11.9', system: 'ICD10CM', description: 'Type 2 diabetes' }]);
    await load(owner, 'fees', [{ code: '95250', system: 'CPT', year: 2026, workRvu: '0.00', totalRvuFacility: '4.50', facilityPrice: '150.12' }]);
    await load(owner, 'spending', [{ code: '95250', year: 2024, paidCents: 123456, claims: 12, beneficiaries: 9, providers: 3 }]);
    await load(owner, 'formulary', [{ source: 'uhc', payerName: 'An Example Payer', drugName: 'Adalimumab', tier: '3', requirements: { priorAuthorization: true } }]);
    verity = new VerityClient({ apiKey: key, baseUrl: `${url}/api/v1` });
  });
  after(() => receiver?.close());

  test('Y8: health, with its checks', async () => {
    const { success, data, meta } = await verity.health();
    assert.equal(success, true);
    has(data, 'status', 'version', 'checks', 'timestamp');
    assert.deepEqual([data.status, data.version, typeof data.checks.database.status], ['healthy', 'v1', 'string']);
    assert.match(meta.request_id, /^req_/);
  });

  test('Y17: policies are listed, found, read and compared', async () => {
    const { data, meta } = await verity.listPolicies({ q: 'glucose', limit: 2, include: ['summary', 'codes'] });
    assert.equal(data.length, 2);
    has(data[0], 'policy_id', 'title', 'policy_type', 'jurisdiction', 'effective_date', 'retire_date', 'status', 'source_url', 'summary', 'codes', 'code_count');
    has(data[0].codes[0], 'code', 'code_system', 'disposition');
    assert.deepEqual([meta.pagination.has_more, meta.pagination.limit, typeof meta.pagination.cursor], [true, 2, 'string']);
    const rest = await verity.listPolicies({ q: 'glucose', limit: 2, include: ['summary', 'codes'], cursor: meta.pagination.cursor });
    assert.deepEqual([...data, ...rest.data].map((p) => p.policy_id).sort(), ['A54321', 'L12345', 'L12346']);
    assert.equal(rest.meta.pagination.cursor, null);
    assert.deepEqual((await verity.listPolicies({ icd10: 'E11.9', policyType: 'Article' })).data.map((p) => p.policy_id), ['A54321']);

    const one = (await verity.getPolicy('L12345', { include: ['criteria', 'codes', 'attachments', 'versions'] })).data;
    has(one, 'last_reviewed_date', 'version', 'pdf_url', 'description', 'specialty', 'keywords', 'created_at', 'updated_at', 'sections', 'mac', 'criteria', 'criteria_count', 'attachments', 'versions');
    has(one.criteria.indications[0], 'block_id', 'criteria_id', 'text', 'logic_ast', 'tags', 'requires_manual_review', 'confidence_score', 'section', 'policy');
    has(one.mac, 'name', 'code', 'jurisdiction_name', 'states');

    const compared = (await verity.comparePolicies({ procedureCodes: ['95250'], jurisdictions: ['JK', 'JH'], idempotencyKey: 'a-read' })).data;
    assert.deepEqual(compared.comparison.map((c) => c.jurisdiction).sort(), ['JH', 'JK']);
    has(compared.summary, 'total_jurisdictions', 'jurisdictions_with_coverage', 'national_policies_count', 'has_variation', 'queried_codes', 'unresolved_jurisdictions');
    has(compared.comparison[0], 'mac', 'coverage_summary', 'policies');
    for (const policyType of ['Medical Policy', 'Drug Policy']) assert.deepEqual((await verity.listPolicies({ policyType })).data, []);
    const blocks = (await verity.searchCriteria({ q: 'diabetes', section: 'indications' })).data;
    has(blocks[0], 'block_id', 'text', 'tags', 'requires_manual_review', 'confidence_score', 'section', 'policy');
    has(blocks[0].policy, 'policy_id', 'title', 'policy_type');
    const evaluated = (await verity.evaluateCoverage({ policyId: 'L12345', parameters: { age: 40 } })).data;
    has(evaluated, 'covered', 'confidence', 'reasons', 'matched_criteria', 'unmatched_criteria', 'skipped_criteria', 'blocks_evaluated', 'blocks_without_ast', 'policy');
    assert.equal(evaluated.matched_criteria.length, 1);
  });

  test('Y17: codes, jurisdictions, spending and formularies', async () => {
    const { data } = await verity.lookupCode({ code: '95250', include: ['rvu', 'policies', 'rates'] });
    has(data, 'code', 'code_system', 'found', 'description', 'rvu', 'policies');
    assert.deepEqual([data.code, data.code_system, data.found, data.rvu.facility_price, data.rvu.year], ['95250', 'CPT', true, '150.12', 2026]);
    has(data.policies[0], 'policy_id', 'title', 'policy_type', 'disposition', 'jurisdiction', 'effective_date');
    const missed = (await verity.lookupCode({ code: '95251' })).data;
    assert.equal(missed.found, false);
    has(missed.suggestions[0], 'code', 'code_system', 'description', 'score', 'match_type');
    const { results } = (await verity.batchLookupCodes({ codes: ['95250', 'E11.9', '00000'], include: ['rvu'] })).data;
    assert.deepEqual(Object.keys(results).sort(), ['00000', '95250', 'E11.9']);
    assert.deepEqual([results['95250'].found, results['E11.9'].code_system, results['00000'].found], [true, 'ICD10CM', false]);
    has((await verity.listJurisdictions()).data[0], 'mac_name', 'mac_code', 'jurisdiction_code', 'jurisdiction_name', 'states', 'mac_type', 'website_url');
    const spending = (await verity.getSpendingByCode({ codes: ['95250', '00000'] })).data;
    assert.deepEqual(Object.keys(spending), ['95250']);
    assert.deepEqual([spending['95250'].total_paid, spending['95250'].total_claims, spending['95250'].by_year[0].year], ['1234.56', 12, 2024]);
    has(spending['95250'], 'unique_beneficiaries', 'unique_providers', 'date_range', 'by_year');
    assert.deepEqual((await verity.getSpendingByCode({ code: '95250', year: 2019 })).data, {});
    const [drug] = (await verity.searchDrugFormularyEvidence({ q: 'adalimumab' })).data;
    has(drug, 'source', 'payer_name', 'pbm_name', 'formulary_name', 'plan_year', 'effective_date', 'drug_name', 'matched_text', 'therapeutic_category', 'drug_class', 'tier', 'coverage_status', 'requirements', 'alternatives', 'preferred_alternatives', 'source_url', 'source_page');
    assert.equal(drug.requirements.prior_authorization, true);
  });

  test('Y17: prior authorization, claims and research', async () => {
    const { data } = await verity.checkPriorAuth({ procedureCodes: ['95250'], diagnosisCodes: ['E11.9'], state: 'NY', idempotencyKey: 'a-read' });
    has(data, 'pa_required', 'confidence', 'reason', 'matched_policies', 'documentation_checklist', 'criteria_details', 'mac');
    assert.equal(data.pa_required, true, JSON.stringify(data));
    has(data.matched_policies[0].codes[0], 'code', 'code_system', 'disposition', 'condition_reference');
    has(data.criteria_details.pagination.indications, 'total', 'total_pages', 'has_next', 'has_previous');
    assert.ok(data.documentation_checklist.includes('A signed order'));
    const claim = { procedure_codes: ['95250'], diagnosis_codes: ['E11.9'], payer: 'medicare', state: 'NY', date_of_service: '2026-11-26' };
    const judged = (await verity.validateClaim(claim)).data;
    has(judged, 'modifiers', 'overall_risk', 'coverage_status', 'prior_auth_required', 'denial_risk', 'confidence', 'documentation_requirements', 'policy_sources', 'matched_policies', 'requires_manual_review', 'known_gaps', 'issues', 'codes');
    has(judged.codes[0], 'code', 'code_type', 'description', 'coverage_status', 'denial_risk', 'policy_count');
    assert.deepEqual((await verity.validateClaimLegacy(claim)).data, judged);
    const begun = (await verity.researchPriorAuth({ procedure_codes: ['95250'], state: 'NY' })).data;
    assert.match(begun.research_id, /^res_/);
    let research = begun;
    for (let tries = 0; research.status !== 'completed' && tries < 100; tries++) {
      await new Promise((r) => setTimeout(r, 100));
      research = (await verity.getPriorAuthResearch(begun.research_id)).data;
    }
    assert.equal(research.result.determination.pa_required, true, JSON.stringify(research));
    has(research, 'created_at', 'finished_at', 'cost');
  });

  test('Y12: changes, and acknowledging them once', async () => {
    await done('PUT', '/v1/policies/L12345', { key: owner, body: policy('L12345', { version: 'R2', title: 'Glucose monitoring, revised' }) });
    const [change] = (await verity.getPolicyChanges({ policyId: 'L12345' })).data;
    has(change, 'diff_id', 'policy_id', 'policy_title', 'policy_type', 'payer_name', 'old_version', 'new_version', 'change_type', 'change_summary', 'changed_fields', 'changed_at', 'details');
    assert.ok(Number.isInteger(change.diff_id));
    const open = (await verity.listUnreviewedChanges()).data;
    has(open[0], 'diff_id', 'policy_id', 'policy_title', 'policy_type', 'payer_name', 'change_type', 'change_summary', 'changed_at');
    const first = await verity.acknowledgeChange({ diffId: change.diff_id, notes: 'Read' });
    assert.deepEqual([first.status, first.data.acknowledged, first.data.already_acked, Number.isInteger(first.data.id)], [201, true, false, true]);
    const again = await verity.acknowledgeChange({ diffId: change.diff_id });
    assert.deepEqual([again.status, again.data.acknowledged, again.data.already_acked], [200, true, true]);
    const bulk = (await verity.bulkAcknowledgeChanges({ diffIds: open.map((c) => c.diff_id) })).data;
    assert.deepEqual([bulk.acknowledged, bulk.already_acked, bulk.total], [open.length - 1, 1, open.length]);
    const stats = (await verity.getComplianceStats()).data;
    has(stats, 'total_changes_30d', 'acknowledged_count', 'unreviewed_count', 'acknowledgment_rate', 'critical_unreviewed');
    assert.equal(stats.acknowledgment_rate, 100);
  });

  test('Y9, Y10, Y11: webhooks from creation to a signed event', async () => {
    const made = (await verity.createWebhook({ url: receiver.url, events: ['policy.updated', 'policy.created', '*'] })).data;
    has(made, 'id', 'url', 'events', 'status', 'failure_count', 'secret', 'created_at');
    assert.ok(Number.isInteger(made.id));
    const ping = (await verity.testWebhook(made.id)).data;
    has(ping, 'delivery_id', 'endpoint_id', 'event', 'http_status', 'success', 'error', 'created_at');
    assert.deepEqual([ping.event, ping.success, ping.endpoint_id], ['test.ping', true, made.id]);
    assert.ok(ping.delivery_id <= 0x7fffffff, 'clients that hold it in 32 bits');
    await done('POST', '/v1/policies', { key: owner, body: policy('L22222') });
    const { headers, body } = await receiver.first((m) => m.headers['x-verity-event'] === 'policy.created');
    const { t, v1 } = Object.fromEntries(headers['x-verity-signature'].split(',').map((part) => part.split('=')));
    assert.equal(v1, createHmac('sha256', made.secret).update(`${t}.`).update(body).digest('hex'));
    assert.equal((await verity.updateWebhook(made.id, { status: 'paused' })).data.status, 'paused');
    const listed = (await verity.listWebhooks()).data;
    assert.ok(listed.length === 1 && !('secret' in listed[0]));
    assert.deepEqual((await verity.deleteWebhook(made.id)).data, { id: made.id, deleted: true });
  });

  test('Y2, Y4: errors become their classes', async () => {
    await refused(VerityNotFoundError, 'RESOURCE_POLICY_NOT_FOUND', () => verity.getPolicy('L99999'));
    await refused(VerityValidationError, 'VALIDATION_ERROR', () => verity.listPolicies({ limit: 1000 }));
    await refused(VerityValidationError, 'REQUEST_INVALID_CURSOR', () => verity.listPolicies({ cursor: 'garbage' }));
    await refused(VerityAuthenticationError, 'AUTH_INVALID_KEY', () => new VerityClient({ apiKey: 'vrt_live_nobody', baseUrl: `${url}/api/v1` }).listPolicies());
    const { secret } = await done('POST', '/v1/keys', { key: owner, body: { label: 'a reader', family: 'vrt', mode: 'live', scopes: ['read'] } });
    await refused(VerityError, 'AUTH_SCOPE_INSUFFICIENT', () => new VerityClient({ apiKey: secret, baseUrl: `${url}/api/v1` }).acknowledgeChange({ diffId: 1 }));
    await refused(VerityValidationError, 'PHI_NOT_ALLOWED', () => verity.researchPriorAuth({ procedure_codes: ['95250'], clinical_context: 'SSN 123-45-6789' }));
  });

  test("the vendor's own Python sample, with another base URL and key", async (t) => {
    const { stdout, stderr } = await exec('python3', [join(root, 'samples/verity-python/health.py')], { env: { ...process.env, VIDIMUS_URL: url, VERITY_API_KEY: key } }).catch((error) => error);
    if (/No module named 'requests'/.test(stderr)) return t.skip('requests is not installed');
    assert.match(stdout, /healthy/, stderr);
  });

  test('a program with the standard library of Python alone reads the same members', async () => {
    const { stdout } = await exec('python3', [join(root, 'samples/verity-python/coverage.py'), '95250', 'NY'], { env: { ...process.env, VIDIMUS_URL: url, VERITY_API_KEY: key } });
    assert.match(stdout, /95250 \(CPT\): Glucose monitoring by sensor/);
    assert.match(stdout, /prior authorization: yes/);
    assert.match(stdout, /L12345/);
  });

  test('the program of this server reads the same', { skip: existsSync(cli) ? false : 'the program is not built', timeout: 120_000 }, async () => {
    const vidimus = async (...args) => {
      const { stdout, stderr, code = 0 } = await exec('dotnet', [cli, ...args], { env: { ...process.env, VIDIMUS_URL: url, VIDIMUS_KEY: owner } }).catch((error) => error);
      assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
      return stdout;
    };
    const said = await Promise.all([
      vidimus('policies', 'list', 'glucose', '--json'),
      vidimus('policies', 'show', 'L12345'),
      vidimus('policies', 'changes', '--policy', 'L12345'),
      vidimus('policies', 'criteria', 'diabetes'),
      vidimus('policies', 'evaluate', 'L12345', 'age:=67'),
      vidimus('codes', 'lookup', '95250', 'E11.9'),
      vidimus('prior-auth', 'check', '95250', '--diagnosis', 'E11.9', '--state', 'NY'),
      vidimus('prior-auth', 'research', '95250', '--state', 'NY'),
      vidimus('claims', 'validate', '95250', '--state', 'NY'),
      vidimus('compliance', 'stats'),
      vidimus('compliance', 'unreviewed', '--json'),
    ]);
    const expected = [/"id":"A54321"/, /Indications\n {2}For people with diabetes\./, /L12345/, /For adults with diabetes/, /matched/, /Glucose monitoring by sensor/, /Prior authorization +needed/, /Research +res_\w+, completed/, /Prior authorization +needed/, /Changes in 30 days/, /^/];
    for (const [i, pattern] of expected.entries()) assert.match(said[i], pattern);
    assert.match(await vidimus('compliance', 'ack', '1'), /of L12345: acknowledged/);
  });

  for (const era of ['modern', 'legacy'])
    test(`Y16: the Inspector, ${era}, finds nothing in the schemas that a client could not read, and calls a tool`, { skip, timeout: 120_000 }, async () => {
      const inspect = async (...args) => {
        const running = start(program('@modelcontextprotocol/inspector/clients/launcher/build/index.js'), [
          '--cli', `${url}/mcp/x/policies`, '--transport', 'http', '--protocol-era', era, '--header', `Authorization: Bearer ${key}`, '--format', 'json', ...args,
        ]);
        assert.equal(await running.ended, 0, `${running.heard.out}\n${running.heard.error}`);
        const json = JSON.parse(running.heard.out);
        return json.result ?? json;
      };
      assert.equal((await inspect('--method', 'tools/list', '--strict')).tools.length, 8);
      const answer = await inspect('--method', 'tools/call', '--tool-name', 'verity_policy_research', '--tool-args-json', '{"action":"search","query":"glucose"}');
      assert.ok(answer.structuredContent.data.length > 0, JSON.stringify(answer));
    });

  test('the tools at /mcp/x/policies', { skip, timeout: 120_000 }, (t) => judge(t, 'verity.mjs', { env: { VIDIMUS_URL: url, VERITY_API_KEY: key } }));
});
