// Starts the stand-in for Stripe as a process of its own, and speaks to it as a test does.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = join(dirname(fileURLToPath(import.meta.url)), 'stripe.mjs');

export async function startStripe({ secretKey = 'sk_test_stand_in', signingSecret = 'whsec_stand_in' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'vidimus-stripe-'));
  let child;
  let url;
  const start = async () => {
    const port = url ? new URL(url).port : '0';
    child = spawn(process.execPath, [program, '--port', port, '--state', join(folder, 'state.json'), '--secret-key', secretKey, '--signing-secret', signingSecret], { stdio: ['pipe', 'pipe', 'inherit'] });
    const line = await new Promise((done, fail) => {
      child.once('exit', () => fail(new Error('the stand-in ended')));
      child.stdout.once('data', done);
    });
    ({ url } = JSON.parse(line));
  };
  await start();
  const control = async (method, path, body) => {
    const answer = await fetch(`${url}/_/${path}`, { method, body: body === undefined ? undefined : JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    /** Settings of a server that pays through it. */
    settings: ['--Certification:Payment:Kind=stripe', `--Certification:Payment:SecretKey=${secretKey}`, `--Certification:Payment:WebhookSecret=${signingSecret}`, `--Certification:Payment:ApiUrl=${url}`, '--Certification:Payment:CallTimeout=00:00:04'],
    control,
    ledger: () => control('GET', 'ledger'),
    /** What it does at the next calls that fit, such as `POST /v1/refunds`. */
    switch: (at, what, more = {}) => control('POST', 'switch', { at, what, ...more }),
    /** The calls so far that fit. */
    calls: async (at) => (await control('GET', 'calls')).filter(({ call }) => at.test(call)),
    start,
    stop: async () => {
      child.removeAllListeners('exit');
      child.kill('SIGTERM');
      await wait(100);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
