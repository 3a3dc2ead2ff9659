// The mail that a server for development writes into its folder, read as the person who gets it would.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export function openMailbox(folder) {
  const read = new Set();
  const all = () => (existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.eml')).sort() : []);
  return {
    /** The first mail to the address that was not looked at before, waited for: its subject, its text, and the link in it. */
    async next(to, seconds = 20) {
      for (const end = Date.now() + seconds * 1000; Date.now() < end; await wait(50)) {
        for (const name of all().filter((one) => !read.has(one))) {
          const mail = parse(readFileSync(join(folder, name), 'utf8'));
          if (mail.to !== to) continue;
          read.add(name);
          return { name: name.replace('.eml', ''), ...mail };
        }
      }
      assert.fail(`No mail came to ${to} within ${seconds} s`);
    },
  };
}

function parse(eml) {
  const { headers, body } = part(eml);
  const boundary = headers['content-type'].match(/boundary="?([^";]+)/)?.[1];
  const parts = boundary ? body.split(`--${boundary}`).slice(1, -1).map((one) => part(one.trimStart())) : [{ headers, body }];
  const of = (type) => {
    const found = parts.find((one) => one.headers['content-type'].startsWith(type));
    return found && Buffer.from(found.body, 'base64').toString('utf8');
  };
  const text = of('text/plain');
  return { to: headers.to.replace(/^.*<|>.*$/g, ''), subject: words(headers.subject), text, html: of('text/html'), link: text.match(/https?:\/\/\S+/)?.[0] };
}

function part(text) {
  const [head, ...rest] = text.split('\r\n\r\n');
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return { headers: Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()])), body: rest.join('\r\n\r\n') };
}

/** Encoded words (RFC 2047) as text. */
function words(header) {
  return header.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, base64) => Buffer.from(base64, 'base64').toString('utf8'));
}
