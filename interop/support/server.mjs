// A server of its own for one run: a free loopback port, its own address as public address, a data folder that is removed.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeCertificate } from './certificate.mjs';

const startSeconds = 60;

/** Starts it; further settings as on the command line. */
export async function startServer(root, more = []) {
  const program = process.env.VIDIMUS_SERVER ?? join(root, 'artifacts/bin/Vidimus.Server/debug/Vidimus.Server.dll');
  if (!existsSync(program)) throw new Error(`The server is not built: ${program} is missing (./dev build)`);
  const folder = mkdtempSync(join(tmpdir(), 'vidimus-interop-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const log = join(folder, 'server.log');
  const out = openSync(log, 'a');
  const data = [`--PublicUrl=${url}`, `--Database:Folder=${join(folder, 'data')}`];
  // What judges put on the web of this machine may be fetched, and their certificate is trusted.
  const settings = [`--urls=${url}`, ...data, '--Limits:RequestsPerMinute=100000', '--Limits:PublicRequestsPerMinute=0', '--Limits:FailuresPerAddress=0', '--OAuth:RegistrationsPerAddress=10000', '--OAuth:RegistrationsPerMinute=10000', '--Outgoing:AllowedNetworks:0=127.0.0.0/8', '--Outgoing:AllowedNetworks:1=::1/128', ...more];
  const web = webCertificate(folder);
  const launch = () => {
    const child = spawn('dotnet', [resolve(program), 'run', ...settings], {
      stdio: ['ignore', out, out],
      env: { ...process.env, ASPNETCORE_ENVIRONMENT: 'Development', DOTNET_CLI_TELEMETRY_OPTOUT: '1', SSL_CERT_FILE: web.cert, SSL_CERT_DIR: web.empty },
    });
    return { child, ended: new Promise((done) => child.once('exit', done)) };
  };
  let running = launch();
  const stop = async () => {
    running.child.kill('SIGTERM');
    if ((await Promise.race([running.ended, wait(10_000, 'still')])) === 'still') running.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  /** Ends it as a power cut would. */
  const kill = async () => {
    running.child.kill('SIGKILL');
    await running.ended;
  };
  /** Starts it again, where and on what it was. */
  const restart = async () => {
    running = launch();
    await firstKeys(url, join(folder, 'data/first-keys.txt'), running.child);
  };
  try {
    const keys = await firstKeys(url, join(folder, 'data/first-keys.txt'), running.child);
    return { url, ...keys, stop, kill, restart, web, log: () => readFileSync(log, 'utf8'), operator: [resolve(program), ...data], mail: join(folder, 'data/mail') };
  } catch (error) {
    process.stderr.write(readFileSync(log, 'utf8'));
    await stop();
    throw error;
  }
}

/** The files of a certificate for the judges' own documents: one with its key, and one to trust it by. */
function webCertificate(folder) {
  const { key, cert } = makeCertificate();
  const files = { pem: join(folder, 'web.pem'), cert: join(folder, 'web-authority.pem'), empty: join(folder, 'no-authorities') };
  writeFileSync(files.pem, key + cert, { mode: 0o600 });
  writeFileSync(files.cert, cert);
  mkdirSync(files.empty);
  return files;
}

/** One of the operator's commands, beside the running server; its output. */
export function operate(...command) {
  const [program, ...data] = JSON.parse(process.env.VIDIMUS_OPERATOR);
  return new Promise((done, fail) =>
    execFile('dotnet', [program, ...command, ...data], { env: { ...process.env, ASPNETCORE_ENVIRONMENT: 'Development' } }, (error, stdout, stderr) =>
      error ? fail(new Error(`${command.join(' ')}: ${stdout}${stderr}`, { cause: error })) : done(stdout),
    ),
  );
}

/** A live key of an organization made for one judge alone, whose credentials and keys are nobody else's. */
export async function newOrganization(name) {
  const output = await operate('create-organization', name);
  return output.match(/vdm_live_[A-Za-z0-9_]+/)[0];
}

async function firstKeys(url, file, process_) {
  for (const end = Date.now() + startSeconds * 1000; Date.now() < end; await wait(100)) {
    if (process_.exitCode !== null) throw new Error(`The server ended with ${process_.exitCode}`);
    if (!existsSync(file) || !(await answers(`${url}/health`))) continue;
    const text = readFileSync(file, 'utf8');
    const key = (mode) => text.match(new RegExp(`vdm_${mode}_[A-Za-z0-9_]+`))?.[0];
    if (key('live') && key('test')) return { liveKey: key('live'), testKey: key('test'), setupLink: text.match(/https?:\S+\/setup\/\S+/)?.[0] };
  }
  throw new Error(`The server was not healthy within ${startSeconds} seconds`);
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function freePort() {
  return new Promise((done, fail) => {
    const listener = createServer();
    listener.once('error', fail);
    listener.listen(0, '127.0.0.1', () => {
      const { port } = listener.address();
      listener.close(() => done(port));
    });
  });
}
