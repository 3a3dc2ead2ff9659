// Usage: interop/run [NAME…]   without names every judge; a name picks judges/NAME.test.mjs, or the README's first calls.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from 'node:test';
import { startServer } from './server.mjs';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const names = process.argv.slice(2);
const judges = readdirSync(join(here, 'judges')).filter((file) => file.endsWith('.test.mjs'));
const all = new Map([...judges.sort().map((file) => [file.replace('.test.mjs', ''), join(here, 'judges', file)]), ['readme', join(here, 'readme-test.mjs')]]);
const files = [...all].filter(([name]) => names.length === 0 || names.includes(name)).map(([, file]) => file);

let passed = 0;
let failed = 0;
let skipped = 0;
let server;
try {
  server = await startServer(dirname(here));
  Object.assign(process.env, {
    VIDIMUS_URL: server.url,
    VIDIMUS_KEY: server.liveKey,
    VIDIMUS_TEST_KEY: server.testKey,
    VIDIMUS_OPERATOR: JSON.stringify(server.operator),
    VIDIMUS_WEB_PEM: server.web.pem,
    NODE_EXTRA_CA_CERTS: server.web.cert,
  });
  if (files.length === 0) throw new Error(`There is no judge of that name: ${names.join(', ')}`);
  await judge();
} catch (error) {
  console.log(`✖ ${error.stack}`);
  failed++;
} finally {
  await server?.stop();
}
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;

async function judge() {
  const isTest = (event) => event.details?.type !== 'suite' && !files.includes(event.name);
  for await (const { type, data } of run({ files, concurrency: 1, timeout: 600_000 })) {
    if (type === 'test:stderr' || type === 'test:stdout') process.stdout.write(data.message);
    // A suite or file around a failed test tells nothing new; one that fails by itself (it cannot be loaded or prepared) does.
    if (type === 'test:fail' && data.details.error?.failureType !== 'subtestsFailed') {
      failed++;
      console.log(`✖ ${data.name}\n${explain(data.details.error)}`);
    }
    if (type !== 'test:pass' || !isTest(data)) continue;
    if (data.skip !== undefined) {
      skipped++;
      console.log(`﹣ ${data.name} # ${data.skip}`);
    } else {
      passed++;
      console.log(`✔ ${data.name} (${Math.round(data.details.duration_ms)} ms)`);
    }
  }
}

function explain(error) {
  const cause = error?.cause ?? error;
  return String(cause?.stack ?? cause).split('\n').slice(0, 12).map((line) => `    ${line}`).join('\n');
}
