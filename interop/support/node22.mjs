// Judges that need Node 22 run as programs of their own: they write one line of JSON per check, and each becomes a test.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node22');
const modules = join(folder, 'node_modules');

/** Node 22, which comes with these judges. */
export const node22 = join(modules, `node-linux-${process.arch}`, 'bin/node');

/** For a suite's `skip`: why Node 22 cannot run; never in CI, where that is a failure. */
export const skip = existsSync(node22) || process.env.CI ? false : 'the judges for Node 22 are not installed: run npm ci in interop/node22';

/** A program of one of the packages. */
export const program = (...path) => join(modules, ...path);

/** Starts a program on Node 22; `lines` are read as they come, and `ended` is its exit code. */
export function start(path, args = [], { env = {}, onLine, onError } = {}) {
  const child = spawn(node22, [path, ...args], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const heard = { out: '', error: '' };
  const listen = (stream, name, tell) => {
    let rest = '';
    stream.setEncoding('utf8').on('data', (part) => {
      heard[name] += part;
      const lines = (rest + part).split('\n');
      rest = lines.pop();
      for (const line of lines) tell?.(line);
    });
  };
  listen(child.stdout, 'out', onLine);
  listen(child.stderr, 'error', onError);
  const ended = new Promise((done, fail) => child.once('error', fail).once('close', (code) => done(code ?? 1)));
  return { child, heard, ended, stop: () => child.kill('SIGTERM') };
}

/**
 * Runs a judge of interop/node22 and waits for it; each of its checks becomes a subtest. What it asks a browser for
 * (a line `{"authorize": URL}`) is carried out by `authorize`, and the address the browser is sent to is written back.
 */
export async function judge(t, name, { authorize, operate = {}, env } = {}) {
  const checks = [];
  const running = start(join(folder, name), [], {
    env,
    onLine: (line) => {
      if (!line.startsWith('{')) return;
      const told = JSON.parse(line);
      if (told.check) checks.push(told);
      else void answer(told);
    },
  });
  t.after(() => running.stop());
  const answer = async (told) => {
    const [[what, given]] = Object.entries(told);
    try {
      const value = what === 'authorize' ? String(await authorize(given)) : await operate[what](given);
      running.child.stdin.write(`${JSON.stringify({ value: value ?? null })}\n`);
    } catch (error) {
      running.child.stdin.write(`${JSON.stringify({ error: error.message })}\n`);
    }
  };
  const code = await running.ended;
  for (const { check, error } of checks) await t.test(check, () => error && assert.fail(error));
  assert.equal(code, 0, `${name} ended with ${code}\n${running.heard.error.slice(-4000)}`);
  assert.ok(checks.length > 0, `${name} checked nothing`);
}
