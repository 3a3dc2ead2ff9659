// Orders paid through Stripe: a started server against a stand-in for Stripe in a process of its own, whose events are signed by npm
// stripe. Whatever dies on the way, what was charged and given back there is what the orders here say.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endLeases } from '../support/age.mjs';
import { startServer } from '../support/server.mjs';
import { startStripe } from '../support/stripe-stand-in.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const input = { sourceLanguage: 'fa', useCase: 'uscis', pageCount: 1, speedTier: 'standard' };

describe('Stripe', () => {
  let stripe;
  let server;
  let key;
  before(async () => {
    stripe = await startStripe();
    server = await startServer(root, stripe.settings);
    await stripe.control('POST', 'events', { url: `${server.url}/stripe/events` });
  });
  after(async () => {
    await server?.stop();
    await stripe?.stop();
  });

  async function call(method, path, body, { as = server.liveKey, type } = {}) {
    const headers = { authorization: `Bearer ${as}`, ...(body === undefined ? {} : { 'content-type': type ?? 'application/json' }) };
    const answer = await fetch(server.url + path, { method, headers, body: body === undefined || type ? body : JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, text, json: text ? JSON.parse(text) : null };
  }

  async function done(...asked) {
    const answer = await call(...asked);
    assert.ok(answer.status < 300, `${asked[0]} ${asked[1]}: ${answer.status} ${answer.text}`);
    return answer.json;
  }

  /** As a person on Stripe's page, by the browser's requests. */
  async function enter(card) {
    const { url } = await done('POST', '/v1/payment-method/setup', {});
    const sent = await fetch(url, { method: 'POST', body: new URLSearchParams({ card }), redirect: 'manual' });
    const back = new URL(sent.headers.get('location'));
    assert.equal(`${back.origin}${back.pathname}`, `${server.url}/portal/payment`);
    return done('POST', '/v1/payment-method/confirm', { sessionId: back.searchParams.get('session') });
  }

  async function prepare() {
    const quote = await done('POST', '/v1/quotes', input, { as: key });
    const document = await done('POST', '/v1/documents?name=deed.pdf', pdf(), { as: key, type: 'application/pdf' });
    return { quoteId: quote.id, echoedInput: input, documents: [{ documentId: document.id }], idempotencyKey: `order-${randomBytes(8).toString('hex')}` };
  }

  const submit = (order) => call('POST', '/v1/orders', order, { as: key });
  const place = async () => {
    const answer = await submit(await prepare());
    assert.equal(answer.status, 201, answer.text);
    return answer.json;
  };
  const read = (id) => done('GET', `/v1/orders/${id}`, undefined, { as: key });

  async function until(what, holds, seconds = 150) {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await wait(500)) {
      const found = await holds();
      if (found) return found;
    }
    return assert.fail(`${what}: not within ${seconds} s`);
  }

  /** What Stripe charged and gave back is what the orders say, one by one. */
  async function balances() {
    const { orders, charged, refunded } = await stripe.ledger();
    const told = (await done('GET', '/v1/orders?limit=100')).data;
    const paid = told.filter(({ paidAt }) => paidAt !== null);
    assert.equal(paid.reduce((sum, { totalCents }) => sum + totalCents, 0), charged);
    assert.equal(paid.reduce((sum, { refundedCents }) => sum + refundedCents, 0), refunded);
    for (const order of paid) {
      const theirs = orders[order.id];
      assert.deepEqual({ charges: theirs?.charges, charged: theirs?.charged, refunded: theirs?.refunded }, { charges: 1, charged: order.totalCents, refunded: order.refundedCents }, order.id);
    }
    assert.equal(Object.keys(orders).length, paid.length);
  }

  test('C20: a live key for orders is minted once a payment method is stored', async () => {
    const wanted = { label: 'Orders', mode: 'live', family: 'vc' };
    const refused = await call('POST', '/v1/keys', wanted);
    assert.equal(refused.status, 402);
    assert.equal(refused.json.error.code, 'PAYMENT_METHOD_MISSING');
    assert.equal((await enter('visa')).method.last4, '4242');
    ({ secret: key } = await done('POST', '/v1/keys', wanted));
    assert.match(key, /^vc_live_/);
  });

  test('submitting charges the payment method once, and the same again is the same order', async () => {
    const asked = await prepare();
    const first = await submit(asked);
    assert.equal(first.status, 201, first.text);
    assert.equal(first.json.status, 'paid');
    for (let i = 0; i < 3; i++) assert.equal((await submit(asked)).json.id, first.json.id);
    assert.equal((await stripe.ledger()).orders[first.json.id].charges, 1);
    await balances();
  });

  test('a declined charge is told with its reason, orders nothing, and may be tried again with another payment method', async () => {
    await enter('chargeDeclinedInsufficientFunds');
    const asked = await prepare();
    const refused = await submit(asked);
    assert.equal(refused.status, 402, refused.text);
    assert.equal(refused.json.error.code, 'PAYMENT_FAILED');
    assert.match(refused.json.error.message, /insufficient_funds/);
    await enter('authenticationRequired');
    assert.match((await submit(asked)).json.error.message, /authentication_required/);
    const { open } = await stripe.ledger();
    assert.equal(open, 0, 'what was declined is withdrawn as well');
    await enter('visa');
    const answer = await submit(asked);
    assert.equal(answer.status, 201, answer.text);
    await balances();
  });

  test('a debit that takes days: the order is created, and paid or failed by Stripe\'s signed event', async () => {
    await enter('bankDebit');
    const [good, bad] = [await place(), await place()];
    assert.equal(good.status, 'created');
    const { paymentIntents } = await stripe.control('GET', 'state');
    const intentOf = (order) => Object.values(paymentIntents).find(({ metadata }) => metadata.order === order.id).id;
    await stripe.control('POST', `settle/${intentOf(good)}`, { outcome: 'succeeded' });
    await stripe.control('POST', `settle/${intentOf(bad)}`, { outcome: 'failed' });
    await until('paid', async () => (await read(good.id)).status === 'paid', 20);
    await until('failed', async () => (await read(bad.id)).status === 'failed', 20);
    await enter('visa');
    await balances();
  });

  test('C17: refunds move money once, and a full one ends the order', async () => {
    const order = await place();
    const refund = (body) => done('POST', `/v1/orders/${order.id}/refunds`, body, { as: key });
    const part = await refund({ amountCents: 500 });
    assert.equal((await refund({ amountCents: 500 })).id, part.id);
    const rest = await refund({});
    assert.equal(rest.orderStatus, 'refunded');
    assert.equal((await refund({})).id, rest.id);
    const other = await place();
    const cancelled = await done('POST', `/v1/orders/${other.id}/cancel`, undefined, { as: key });
    assert.equal(cancelled.status, 'refunded');
    await balances();
  });

  test('an answer of Stripe\'s that is lost is asked for again, and charges once', async () => {
    for (const what of ['lose', 'drop-before', 'error', 'busy', 'garbage']) {
      await stripe.switch('POST /v1/payment_intents', what);
      await stripe.switch('POST /v1/payment_intents/*/confirm', what);
      await place();
      await balances();
    }
  });

  test('L8: a server killed with charges and refunds at every step, and started again, has charged and refunded each once', { timeout: 400_000 }, async () => {
    const [back, back2] = [await place(), await place()];
    const asked = [await prepare(), await prepare(), await prepare()];
    const intents = /^POST \/v1\/payment_intents$/;
    const at = { intents: 'POST /v1/payment_intents', confirm: 'POST /v1/payment_intents/*/confirm', refunds: 'POST /v1/refunds' };
    const start = async (where, pattern, what, go) => {
      const before = (await stripe.calls(pattern)).length;
      await stripe.switch(where, what, { milliseconds: 3000 });
      go().catch(() => undefined);
      await until(`${where} ${what}`, async () => (await stripe.calls(pattern)).length > before, 20);
    };
    await start(at.confirm, /confirm$/, 'slow-before', () => submit(asked[0]));
    await start(at.confirm, /confirm$/, 'slow', () => submit(asked[1]));
    await start(at.refunds, /^POST \/v1\/refunds$/, 'slow-before', () => call('POST', `/v1/orders/${back.id}/refunds`, {}, { as: key }));
    await start(at.refunds, /^POST \/v1\/refunds$/, 'slow', () => call('POST', `/v1/orders/${back2.id}/refunds`, { amountCents: 700 }, { as: key }));
    await start(at.intents, intents, 'slow-before', () => submit(asked[2]));
    await server.kill();
    await wait(3500);
    await endLeases(server);
    await server.restart();
    const orders = [];
    for (const order of asked) {
      const answer = await until('submitted', async () => {
        const one = await submit(order);
        assert.ok(one.status < 300 || one.json.error.retryable, one.text);
        return one.status < 300 ? one : undefined;
      });
      orders.push(answer.json.id);
    }
    assert.equal(new Set(orders).size, 3);
    await until('refunded', async () => (await read(back.id)).status === 'refunded');
    await until('part refunded', async () => {
      const { data } = await done('GET', `/v1/orders/${back2.id}/refunds`, undefined, { as: key });
      return data.length === 1 && data[0].state === 'succeeded';
    });
    for (const id of orders) assert.equal((await read(id)).status, 'paid');
    await balances();
  });

  test('L8: nobody who is killed between the charge and the order is charged for nothing', { timeout: 400_000 }, async () => {
    // Stripe is away while the server dies and comes back: nothing is known until it is there again.
    const asked = await prepare();
    await stripe.switch('POST /v1/payment_intents/*/confirm', 'die-after');
    submit(asked).catch(() => undefined);
    await wait(1500);
    await server.kill();
    await endLeases(server);
    await server.restart();
    await wait(1000);
    await stripe.start();
    const answer = await until('submitted', async () => {
      const one = await submit(asked);
      return one.status < 300 ? one : undefined;
    });
    assert.equal((await read(answer.json.id)).status, 'paid');
    await balances();
  });
});

/** A page of text as PDF. */
function pdf() {
  const stream = `BT /F1 12 Tf 72 720 Td (${randomBytes(8).toString('hex')}) Tj ET`;
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>', `<</Length ${stream.length}>>\nstream\n${stream}\nendstream`, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, i) => {
    const place = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const start = text.length;
  text += `xref\n0 6\n0000000000 65535 f \n${places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
