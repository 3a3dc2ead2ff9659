// Redocly's linter, Postman's converter and Postman's runner on the OpenAPI document that the server answers.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import newman from 'newman';
import converter from 'openapi-to-postmanv2';
import { call, done, issue, liveKey, newGroup, url } from '../support/vidimus.mjs';

const exec = promisify(execFile);
const require = createRequire(import.meta.url);
const here = dirname(dirname(fileURLToPath(import.meta.url)));
const redocly = join(dirname(require.resolve('@redocly/cli/package.json')), 'bin/cli.js');

describe('the OpenAPI document', () => {
  let folder;
  let text;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vidimus-openapi-'));
    const answer = await call('GET', '/openapi.json', { key: null });
    assert.equal(answer.status, 200, answer.text.slice(0, 500));
    text = answer.text;
    writeFileSync(join(folder, 'openapi.json'), text);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('has no error for the linter', async () => {
    const report = await lint(join(folder, 'openapi.json'));
    const told = report.problems.map((p) => `${p.severity} ${p.ruleId}: ${p.message} at ${p.location[0]?.pointer ?? ''}`);
    const warnings = told.filter((line) => line.startsWith('warn'));
    if (warnings.length > 0) console.log(`${warnings.length} warnings of the linter:\n${summary(report.problems.filter((p) => p.severity === 'warn'))}`);
    assert.deepEqual(told.filter((line) => line.startsWith('error')), []);
  });

  test('names every operation once, and says for each whether it needs a key', () => {
    const document = JSON.parse(text);
    const operations = Object.values(document.paths).flatMap((path) => Object.entries(path).filter(([verb]) => verb !== 'parameters').map(([, o]) => o));
    const ids = operations.map((o) => o.operationId);
    assert.ok(operations.length > 20);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(operations.filter((o) => !Array.isArray(o.security)).map((o) => o.operationId), []);
  });

  describe('as a Postman collection', () => {
    let collection;
    let requests;
    before(async () => {
      collection = await convert(text);
      requests = flat(collection.item);
    });

    test('has one request for each operation', () => {
      const document = JSON.parse(text);
      const operations = Object.values(document.paths).flatMap((path) => Object.keys(path).filter((verb) => verb !== 'parameters'));
      assert.equal(requests.length, operations.length);
    });

    test('answers every reading request that needs no id', async () => {
      // What is sought has to be named: deliveries by an event or an object, criteria by words, codes and spending by a code.
      const named = ['v1/webhooks/deliveries', 'v1/policies/criteria', 'api/v1/coverage/criteria', 'v1/codes', 'api/v1/codes/lookup', 'v1/spending', 'api/v1/spending/by-code'];
      const reading = requests.filter(({ request }) => request.method === 'GET' && !request.url.path.some((part) => /^:|\{/.test(part)) && !operatorOnly(request) && !named.includes(request.url.path.join('/')));
      assert.ok(reading.length >= 8, `${reading.length} requests`);
      const statuses = await play(collection, reading);
      assert.deepEqual(statuses.filter(({ status }) => status !== 200), []);
    });

    test('answers every reading request of a group and of a credential', async () => {
      const { record } = await issue();
      const reading = requests.filter(({ request }) => request.method === 'GET' && /^(v1\/(groups|credentials)\/:id|verify\/:id)/.test(request.url.path.join('/')));
      assert.ok(reading.length >= 5, `${reading.length} requests`);
      const trigger = await done('POST', `/v1/groups/${record.groupId}/triggers`, { body: { name: 'Course completed', action: 'issue', auth: { type: 'header' }, mapping: { 'recipient.name': '$.name' } } });
      const filled = reading.map((item) => withVariables(item, { id: item.request.url.path[1] === 'groups' ? record.groupId : record.id, triggerId: trigger.id }));
      const statuses = await play(collection, filled);
      assert.deepEqual(statuses.filter(({ status }) => status !== 200), []);
    });

    test('issues and verifies with its own requests, bodies filled in', async () => {
      const group = await newGroup();
      const post = (path, body) => withBody(requests.find(({ request }) => request.method === 'POST' && request.url.path.join('/') === path), body);
      const { record } = await issue();
      const statuses = await play(collection, [
        post('v1/groups', { name: 'From a collection', achievement: { criteria: { narrative: 'Run it.' } } }),
        post('v1/credentials', { groupId: group.id, recipient: { name: 'Ada Example' } }),
        post('v1/verifications', { id: record.id }),
      ]);
      assert.deepEqual(statuses.map(({ status }) => status), [201, 201, 200]);
    });
  });
});

async function lint(file) {
  const options = { cwd: here, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } };
  const run = exec(process.execPath, [redocly, 'lint', file, '--config', 'redocly.yaml', '--format', 'json', '--max-problems', '1000'], options);
  const { stdout } = await run.catch((failed) => failed);
  assert.ok(stdout, 'the linter answered');
  return JSON.parse(stdout.slice(stdout.indexOf('{')));
}

function summary(problems) {
  const counts = Map.groupBy ? Map.groupBy(problems, (p) => p.ruleId) : problems.reduce((m, p) => m.set(p.ruleId, [...(m.get(p.ruleId) ?? []), p]), new Map());
  return [...counts].map(([rule, found]) => `  ${rule}: ${found.length}, first at ${found[0].location[0]?.pointer}: ${found[0].message}`).join('\n');
}

function convert(data) {
  const options = { folderStrategy: 'Tags', parametersResolution: 'Example', enableOptionalParameters: false };
  return new Promise((resolve, reject) =>
    converter.convertV2({ type: 'string', data }, options, (error, result) => {
      if (error || !result.result) reject(error ?? new Error(result.reason));
      else resolve(result.output.find(({ type }) => type === 'collection').data);
    }),
  );
}

const flat = (items) => items.flatMap((item) => (item.item ? flat(item.item) : [item]));
const operatorOnly = (request) => /operator/i.test(request.description?.content ?? request.description ?? '');

function withVariables(item, values) {
  const copy = structuredClone(item);
  for (const variable of copy.request.url.variable ?? []) variable.value = values[variable.key] ?? variable.value;
  return copy;
}

function withBody(item, body) {
  assert.ok(item, 'the collection has the request');
  const copy = structuredClone(item);
  copy.request.body = { mode: 'raw', raw: JSON.stringify(body), options: { raw: { language: 'json' } } };
  return copy;
}

/** Runs requests of the collection as Postman would, with its variables set to this server and key. */
function play(collection, items) {
  const variable = [
    { key: 'baseUrl', value: url },
    { key: 'bearerToken', value: liveKey },
  ];
  return new Promise((resolve, reject) =>
    newman.run({ collection: { ...collection, item: items, variable }, reporters: [], timeoutRequest: 20_000 }, (error, summary) => {
      if (error) return reject(error);
      resolve(summary.run.executions.map(({ item, response, requestError }) => ({ name: item.name, status: response?.code ?? String(requestError), body: response?.code < 300 ? undefined : response?.stream?.toString().slice(0, 300) })));
    }),
  );
}
