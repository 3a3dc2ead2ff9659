// Somebody at a browser without scripts: signs in on the real pages, reads what is asked for, and presses what a person would.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { request as http } from 'node:http';
import { operate } from './server.mjs';
import { url as server } from './vidimus.mjs';

const origin = new URL(server).origin;
const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };
const plain = (text) => text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name) => {
  if (name[0] !== '#') return entities[name] ?? whole;
  return String.fromCodePoint(name[1] === 'x' ? parseInt(name.slice(2), 16) : Number(name.slice(1)));
});

/** The owner of an organization made for one judge alone, signed in. */
export async function openPerson(name) {
  const created = await operate('create-organization', name);
  const organization = created.match(/org_[a-z0-9]+/)[0];
  const email = `${randomBytes(6).toString('hex')}@example.org`;
  const link = (await operate('add-owner', organization, email, 'Ada Example')).match(/\/sign-in\/reset\/[A-Za-z0-9_-]+/)[0];
  const person = new Person(email, randomBytes(12).toString('hex'));
  Object.assign(person, { organization, key: created.match(/vdm_live_[A-Za-z0-9_]+/)[0], testKey: created.match(/vdm_test_[A-Za-z0-9_]+/)?.[0] });
  const page = await person.get(link);
  await person.submit(page, page.forms.find(({ fields }) => 'password' in fields), { password: person.password });
  return person;
}

export class Person {
  #cookies = new Map();

  constructor(email, password) {
    Object.assign(this, { email, password });
  }

  /** The same person at another browser, where nobody is signed in yet. */
  elsewhere() {
    return Object.assign(new Person(this.email, this.password), { organization: this.organization, key: this.key });
  }

  /** What is at an address of the server, redirects followed as long as they stay there; `left` says where to one was sent away. */
  async get(address) {
    return this.#follow('GET', new URL(address, origin).href);
  }

  /** Sends a form of a page as it stands, with what is typed and the button that is pressed. */
  async submit(page, form, typed = {}, button = null) {
    assert.ok(form, `There is no such form on ${page.url}: ${page.text.slice(0, 600)}`);
    const fields = new URLSearchParams();
    for (const [name, values] of Object.entries({ ...form.fields, ...typed })) for (const value of [values].flat()) fields.append(name, value);
    if (button?.name) fields.append(button.name, button.value);
    const target = new URL(button?.action ?? form.action ?? '', page.url);
    if (form.method !== 'post') return this.get(`${target.origin}${target.pathname}?${fields}`);
    return this.#follow('POST', target.href, fields.toString());
  }

  /** Switches the portal to live or test data. */
  async look(mode) {
    const page = await this.get('/portal');
    const [form, button] = page.forms.flatMap((one) => one.buttons.map((button) => [one, button])).find(([, { text }]) => text === mode);
    return this.submit(page, form, {}, button);
  }

  /** Goes to an authorization request and through what it shows, up to the address the browser is sent away to. */
  async authorize(address, { deny = false, typed = { mode: 'live' }, onConsent } = {}) {
    let page = await this.get(address);
    for (let step = 0; page.left === undefined; step++) {
      // What cannot go on leads nowhere by itself: the person presses the way back, with the error in it.
      const back = page.status >= 400 && page.links.find(({ text }) => /^back to/i.test(text));
      if (back) return new URL(back.href);
      assert.ok(step < 8 && page.status === 200, `${page.status} at ${page.url}: ${page.words || page.text}`);
      const signIn = page.forms.find(({ fields, method }) => method === 'post' && 'password' in fields && 'email' in fields);
      if (signIn) {
        page = await this.submit(page, signIn, { email: this.email, password: this.password });
        continue;
      }
      onConsent?.(page);
      const wanted = deny ? /^don.t allow|^not now/i : /^allow/i;
      const found = page.forms.flatMap((form) => form.buttons.map((button) => ({ form, button }))).find(({ button }) => wanted.test(button.text));
      const link = page.links.find(({ text }) => wanted.test(text));
      if (!found && deny && link) page = await this.get(new URL(link.href, page.url).href);
      else {
        // Where one of several is to be chosen nothing is chosen beforehand, and a browser does not send the form without.
        const known = Object.fromEntries(Object.entries(typed).filter(([name, value]) => found && (name in found.form.fields || found.form.choices[name]?.includes(value))));
        page = await this.submit(page, found?.form, known, found?.button);
      }
    }
    return new URL(page.left);
  }

  async #follow(method, address, body) {
    for (let hops = 0; hops < 12; hops++) {
      const answer = await this.#send(method, address, body);
      if (answer.status < 300 || answer.status >= 400) return pageOf(address, answer);
      const next = new URL(answer.headers.location, address);
      if (next.origin !== origin) return { left: next.href, url: address, status: answer.status };
      [method, address, body] = ['GET', next.href, undefined];
    }
    throw new Error(`Led around without end: ${address}`);
  }

  #send(method, address, body) {
    const headers = { accept: 'text/html', 'sec-fetch-site': body === undefined ? 'none' : 'same-origin', cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
    if (body !== undefined) Object.assign(headers, { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body), origin });
    return new Promise((done, fail) => {
      const sent = http(address, { method, headers, agent: false }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part) => (text += part));
        answer.on('error', fail).on('end', () => {
          for (const cookie of answer.headers['set-cookie'] ?? []) this.#keep(cookie);
          done({ status: answer.statusCode, headers: answer.headers, text });
        });
      });
      sent.on('error', fail).end(body);
    });
  }

  #keep(cookie) {
    const [pair, ...attributes] = cookie.split(';');
    const [name, value] = [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1)];
    const ended = attributes.some((one) => /^\s*max-age\s*=\s*0\s*$/i.test(one) || (/^\s*expires\s*=/i.test(one) && Date.parse(one.split('=')[1]) < Date.now()));
    if (ended) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}

function pageOf(address, { status, headers, text }) {
  const body = text.replace(/<(script|style)[\s\S]*?<\/\1>/g, '');
  const words = plain(body.replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ').trim();
  const links = [...body.matchAll(/<a\b([^>]*)>([\s\S]*?)<\/a>/g)].map(([, tag, inner]) => ({ href: attribute(tag, 'href'), text: strip(inner) }));
  return { url: address, status, headers, text, words, links, forms: [...body.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, tag, inner]) => formOf(tag, inner)) };
}

const strip = (text) => plain(text.replace(/<[^>]+>/g, '')).replace(/\s+/g, ' ').trim();
const attribute = (tag, name) => {
  const found = tag.match(new RegExp(`(?:^|\\s)${name}(?:="([^"]*)"|='([^']*)'|(?=[\\s/>]|$))`, 'i'));
  return found ? plain(found[1] ?? found[2] ?? '') : undefined;
};

function formOf(tag, inner) {
  const [fields, choices] = [{}, {}];
  const add = (name, value) => {
    if (name) fields[name] = name in fields ? [fields[name], value].flat() : value;
  };
  for (const [, input] of inner.matchAll(/<input\b([^>]*)>/g)) {
    const kind = attribute(input, 'type') ?? 'text';
    if (kind === 'radio') (choices[attribute(input, 'name')] ??= []).push(attribute(input, 'value'));
    const chosen = !['checkbox', 'radio'].includes(kind) || attribute(input, 'checked') !== undefined;
    if (chosen && attribute(input, 'disabled') === undefined) add(attribute(input, 'name'), attribute(input, 'value') ?? (kind === 'checkbox' ? 'on' : ''));
  }
  for (const [, select, options] of inner.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
    const all = [...options.matchAll(/<option\b([^>]*)>/g)].map(([, one]) => one);
    const chosen = all.find((one) => attribute(one, 'selected') !== undefined) ?? all[0];
    if (chosen) add(attribute(select, 'name'), attribute(chosen, 'value') ?? '');
  }
  const buttons = [...inner.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/g)].filter(([, one]) => (attribute(one, 'type') ?? 'submit') === 'submit');
  return {
    action: attribute(tag, 'action'),
    method: (attribute(tag, 'method') ?? 'get').toLowerCase(),
    fields,
    choices,
    buttons: buttons.map(([, one, text]) => ({ name: attribute(one, 'name'), value: attribute(one, 'value') ?? '', action: attribute(one, 'formaction'), text: strip(text) })),
  };
}
