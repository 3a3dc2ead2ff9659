// The first calls of the README do what they say: each marked block runs against the started server.
// Marked: ```sh tour, ```js first-call, ```python first-call. A block gets VIDIMUS_URL and VIDIMUS_KEY; it must end with 0.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const longest = 120_000;

const kinds = [
  { marks: ['sh tour', 'bash tour'], what: 'the tour', file: 'tour.sh', program: 'bash', options: ['-euo', 'pipefail'] },
  { marks: ['js first-call'], what: 'the first call in Node', file: 'first-call.mjs', program: process.execPath, options: [] },
  { marks: ['python first-call'], what: 'the first call in Python', file: 'first-call.py', program: 'python3', options: [] },
];

for (const { marks, what, file, program, options } of kinds) {
  const found = blocks(readme, marks);
  test(`the README has ${what}`, () => assert.notEqual(found.length, 0, `README.md has no block marked \`\`\`${marks[0]}`));
  found.forEach((text, i) =>
    test(`${what} of the README works${found.length > 1 ? ` (${i + 1} of ${found.length})` : ''}`, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'vidimus-readme-'));
      t.after(() => rmSync(folder, { recursive: true, force: true }));
      writeFileSync(join(folder, file), text);
      const { code, output } = await run(program, [...options, join(folder, file)], folder);
      assert.equal(code, 0, output);
      assert.notEqual(output.trim(), '', 'it shows the reader something');
    }),
  );
}

/** The fenced blocks whose info string is one of the marks (CommonMark, section 4.5). */
export function blocks(markdown, marks) {
  const found = [];
  let fence;
  for (const line of markdown.split(/\r?\n/)) {
    const edge = line.match(/^ {0,3}(`{3,}|~{3,})\s*(.*)$/);
    if (!fence && edge) fence = { edge: edge[1], mark: edge[2].trim(), lines: [] };
    else if (fence && edge && edge[2] === '' && edge[1].startsWith(fence.edge)) {
      if (marks.includes(fence.mark)) found.push(`${fence.lines.join('\n')}\n`);
      fence = undefined;
    } else fence?.lines.push(line);
  }
  return found;
}

function run(program, args, cwd) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd, env: process.env, stdio: ['ignore', 'pipe', 'pipe'], timeout: longest });
    let output = '';
    const keep = (data) => (output += data);
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', fail);
    child.once('close', (code, signal) => done({ code: code ?? signal, output }));
  });
}
