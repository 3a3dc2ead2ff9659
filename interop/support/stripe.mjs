// A stand-in for Stripe, as a process of its own: the part of its API that Vidimus uses, as Stripe's reference describes it, with
// idempotency keys, declines, debits that take days, and events signed by Stripe's own library. It keeps a ledger of all that was
// charged and given back, and can be told to die, hang, or lose an answer at any call.
//
// Usage: node stripe.mjs [--port N] [--state FILE] [--secret-key sk_…] [--events URL --signing-secret whsec_…] [--no-delivery]
// Its first line on standard output is JSON with its address. What begins with /_/ is the test's, not Stripe's.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    state: { type: 'string' },
    'secret-key': { type: 'string', default: 'sk_test_stand_in' },
    events: { type: 'string' },
    'signing-secret': { type: 'string', default: 'whsec_stand_in' },
    'no-delivery': { type: 'boolean', default: false },
  },
});

/** Cards by the names of Stripe's test payment methods (pm_card_NAME), and what comes of a charge and of a refund with each. */
const cards = {
  visa: { brand: 'visa', last4: '4242' },
  mastercard: { brand: 'mastercard', last4: '4444' },
  chargeDeclined: { brand: 'visa', last4: '0341', declined: 'generic_decline' },
  chargeDeclinedInsufficientFunds: { brand: 'visa', last4: '9995', declined: 'insufficient_funds' },
  chargeDeclinedExpiredCard: { brand: 'visa', last4: '0069', declined: 'expired_card', code: 'expired_card' },
  authenticationRequired: { brand: 'visa', last4: '3184', authentication: true },
  pendingRefund: { brand: 'visa', last4: '7726', refund: 'pending' },
  refundFail: { brand: 'visa', last4: '5126', refund: 'fails later' },
  bankDebit: { type: 'us_bank_account', last4: '6789', processing: true },
};

const state = options.state && existsSync(options.state)
  ? JSON.parse(readFileSync(options.state, 'utf8'))
  : { customers: {}, sessions: {}, setupIntents: {}, paymentMethods: {}, paymentIntents: {}, charges: {}, refunds: {}, repeats: {}, events: [], calls: [] };
const switches = [];
const running = new Set();
const now = () => Math.floor(Date.now() / 1000);
const id = (prefix) => `${prefix}_${randomBytes(12).toString('hex')}`;

/** On disk before it is answered: what Stripe has charged it does not forget when it is restarted. */
function keep() {
  if (!options.state) return;
  writeFileSync(`${options.state}.new`, JSON.stringify(state));
  renameSync(`${options.state}.new`, options.state);
}

class Refused extends Error {
  constructor(status, error, { kept = false } = {}) {
    super(error.message);
    Object.assign(this, { status, error: { type: 'invalid_request_error', ...error }, kept });
  }
}

const missing = (what, value, param) => new Refused(404, { code: 'resource_missing', message: `No such ${what}: '${value}'`, param });
const find = (kind, what, value, param) => state[kind][value] ?? raise(missing(what, value, param));
const raise = (error) => {
  throw error;
};

// --- what Stripe's objects do ----------------------------------------------------------------------------------------

function create(kind, made) {
  state[kind][made.id] = made;
  return made;
}

const routes = [
  ['POST', /^\/v1\/customers$/, ['name', 'email', 'description', 'metadata[*]'], (given) =>
    create('customers', { id: id('cus'), object: 'customer', created: now(), livemode: false, description: given.description ?? null, name: given.name ?? null, email: given.email ?? null, metadata: metadata(given), invoice_settings: { default_payment_method: null } })],
  ['GET', /^\/v1\/customers\/([^/]+)$/, [], (_, customer) => find('customers', 'customer', customer, 'id')],
  ['POST', /^\/v1\/checkout\/sessions$/, ['mode', 'customer', 'currency', 'payment_method_types[*]', 'success_url', 'cancel_url', 'client_reference_id', 'metadata[*]', 'setup_intent_data[metadata][*]'], newSession],
  ['GET', /^\/v1\/checkout\/sessions\/([^/]+)$/, ['expand[*]'], (_, session) => find('sessions', 'checkout.session', session, 'session')],
  ['GET', /^\/v1\/setup_intents\/([^/]+)$/, ['expand[*]'], (_, intent) => find('setupIntents', 'setupintent', intent, 'intent')],
  ['GET', /^\/v1\/payment_methods\/([^/]+)$/, [], (_, method) => find('paymentMethods', 'PaymentMethod', method, 'payment_method')],
  ['POST', /^\/v1\/payment_methods\/([^/]+)\/detach$/, [], detach],
  ['POST', /^\/v1\/payment_intents$/, ['amount', 'currency', 'customer', 'payment_method', 'description', 'metadata[*]', 'automatic_payment_methods[enabled]', 'automatic_payment_methods[allow_redirects]', 'payment_method_types[*]'], newIntent],
  ['GET', /^\/v1\/payment_intents\/([^/]+)$/, ['expand[*]'], (_, intent) => find('paymentIntents', 'payment_intent', intent, 'intent')],
  ['POST', /^\/v1\/payment_intents\/([^/]+)\/confirm$/, ['off_session', 'payment_method', 'return_url'], confirm],
  ['POST', /^\/v1\/payment_intents\/([^/]+)\/cancel$/, ['cancellation_reason'], cancel],
  ['POST', /^\/v1\/refunds$/, ['payment_intent', 'amount', 'reason', 'metadata[*]'], newRefund],
  ['GET', /^\/v1\/refunds\/([^/]+)$/, [], (_, refund) => find('refunds', 'refund', refund, 'id')],
  ['GET', /^\/v1\/refunds$/, ['payment_intent', 'limit', 'starting_after'], listRefunds],
];

function metadata(given) {
  return Object.fromEntries(Object.entries(given).filter(([name]) => name.startsWith('metadata[')).map(([name, value]) => [name.slice(9, -1), value]));
}

function whole(given, name, least) {
  const value = given[name];
  if (value === undefined) throw new Refused(400, { code: 'parameter_missing', message: `Missing required param: ${name}.`, param: name });
  if (!/^\d+$/.test(value)) throw new Refused(400, { code: 'parameter_invalid_integer', message: `Invalid integer: ${value}`, param: name });
  if (Number(value) < least) throw new Refused(400, { code: least > 1 ? 'amount_too_small' : 'parameter_invalid_integer', message: `This value must be greater than or equal to ${least}.`, param: name });
  return Number(value);
}

function newSession(given, _, { origin }) {
  if (given.mode !== 'setup') throw new Refused(400, { code: 'parameter_invalid', message: 'This stand-in knows mode=setup.', param: 'mode' });
  if (!given.currency && !Object.keys(given).some((name) => name.startsWith('payment_method_types'))) throw new Refused(400, { code: 'parameter_missing', message: 'currency is required in setup mode.', param: 'currency' });
  if (!given.success_url) throw new Refused(400, { code: 'parameter_missing', message: 'Missing required param: success_url.', param: 'success_url' });
  find('customers', 'customer', given.customer, 'customer');
  const intent = create('setupIntents', { id: id('seti'), object: 'setup_intent', created: now(), customer: given.customer, status: 'requires_payment_method', payment_method: null, usage: 'off_session', livemode: false, metadata: {} });
  const session = id('cs_test');
  return create('sessions', { id: session, object: 'checkout.session', created: now(), expires_at: now() + 86_400, mode: 'setup', status: 'open', customer: given.customer, setup_intent: intent.id, payment_intent: null, success_url: given.success_url, cancel_url: given.cancel_url ?? null, url: `${origin}/checkout/${session}`, livemode: false, metadata: metadata(given) });
}

function complete(session, card) {
  const kind = cards[card] ?? raise(new Refused(400, { message: `No card is called ${card}: ${Object.keys(cards).join(', ')}` }));
  if (session.status !== 'open') throw new Refused(400, { message: 'The session is not open.' });
  const intent = state.setupIntents[session.setup_intent];
  const method = create('paymentMethods', {
    id: id('pm'), object: 'payment_method', created: now(), customer: session.customer, type: kind.type ?? 'card', livemode: false, test_card: card,
    ...(kind.type ? { [kind.type]: { bank_name: 'STRIPE TEST BANK', last4: kind.last4 } } : { card: { brand: kind.brand, last4: kind.last4, exp_month: 12, exp_year: new Date().getUTCFullYear() + 3, funding: 'credit' } }),
  });
  Object.assign(intent, { status: 'succeeded', payment_method: method.id });
  Object.assign(session, { status: 'complete', url: null });
  tell('payment_method.attached', method);
  tell('setup_intent.succeeded', intent);
  tell('checkout.session.completed', session);
  return session;
}

function detach(_, name) {
  const method = find('paymentMethods', 'PaymentMethod', name, 'payment_method');
  if (method.customer === null) throw new Refused(400, { code: 'payment_method_unexpected_state', message: 'The payment method you provided is not attached to a customer so detachment is impossible.' });
  method.customer = null;
  tell('payment_method.detached', method);
  return method;
}

function newIntent(given) {
  const amount = whole(given, 'amount', 50);
  if (!/^[a-z]{3}$/.test(given.currency ?? '')) throw new Refused(400, { code: 'parameter_missing', message: 'Missing required param: currency.', param: 'currency' });
  if (given.customer) find('customers', 'customer', given.customer, 'customer');
  if (given.payment_method && find('paymentMethods', 'PaymentMethod', given.payment_method, 'payment_method').customer !== (given.customer ?? null))
    throw new Refused(400, { code: 'resource_missing', message: 'The payment method does not belong to this customer.', param: 'payment_method' });
  const name = id('pi');
  const made = create('paymentIntents', { id: name, object: 'payment_intent', created: now(), amount, amount_received: 0, currency: given.currency, customer: given.customer ?? null, payment_method: given.payment_method ?? null, status: given.payment_method ? 'requires_confirmation' : 'requires_payment_method', latest_charge: null, last_payment_error: null, canceled_at: null, client_secret: `${name}_secret_${randomBytes(8).toString('hex')}`, livemode: false, metadata: metadata(given) });
  tell('payment_intent.created', made);
  return made;
}

const unexpected = (intent, what) => new Refused(400, { code: 'payment_intent_unexpected_state', message: `You cannot ${what} this PaymentIntent because it has a status of ${intent.status}.`, payment_intent: structuredClone(intent) }, { kept: true });

function confirm(given, name) {
  const intent = find('paymentIntents', 'payment_intent', name, 'intent');
  if (!['requires_confirmation', 'requires_payment_method', 'requires_action'].includes(intent.status)) throw unexpected(intent, 'confirm');
  intent.payment_method = given.payment_method ?? intent.payment_method;
  if (!intent.payment_method) throw new Refused(400, { code: 'payment_intent_unexpected_state', message: 'You cannot confirm this PaymentIntent because it\'s missing a payment method.', payment_intent: structuredClone(intent) }, { kept: true });
  const method = state.paymentMethods[intent.payment_method];
  if (method.customer !== intent.customer) throw new Refused(400, { code: 'payment_method_unexpected_state', message: 'The PaymentMethod was detached from its customer.', payment_intent: structuredClone(intent) }, { kept: true });
  const card = cards[method.test_card];
  if (card.declined) throw declined(intent, method, { code: card.code ?? 'card_declined', decline_code: card.declined, message: 'Your card was declined.' });
  if (card.authentication && given.off_session === 'true') throw declined(intent, method, { code: 'authentication_required', decline_code: 'authentication_required', message: 'Your card was declined. This transaction requires authentication.' });
  if (card.authentication) return Object.assign(intent, { status: 'requires_action' });
  if (card.processing) {
    intent.status = 'processing';
    tell('payment_intent.processing', intent);
    return intent;
  }
  return taken(intent);
}

function taken(intent) {
  const charge = create('charges', { id: id('ch'), object: 'charge', created: now(), amount: intent.amount, amount_refunded: 0, refunded: false, currency: intent.currency, customer: intent.customer, payment_intent: intent.id, payment_method: intent.payment_method, status: 'succeeded', paid: true, livemode: false, metadata: intent.metadata });
  Object.assign(intent, { status: 'succeeded', amount_received: intent.amount, latest_charge: charge.id, last_payment_error: null });
  tell('charge.succeeded', charge);
  tell('payment_intent.succeeded', intent);
  return intent;
}

function declined(intent, method, error) {
  const told = { type: 'card_error', ...error, payment_method: structuredClone(method) };
  Object.assign(intent, { status: 'requires_payment_method', payment_method: null, last_payment_error: told });
  tell('payment_intent.payment_failed', intent);
  return new Refused(402, { ...told, payment_intent: structuredClone(intent) }, { kept: true });
}

function cancel(_, name) {
  const intent = find('paymentIntents', 'payment_intent', name, 'intent');
  if (!intent.status.startsWith('requires_')) throw unexpected(intent, 'cancel');
  Object.assign(intent, { status: 'canceled', canceled_at: now() });
  tell('payment_intent.canceled', intent);
  return intent;
}

function newRefund(given) {
  const intent = find('paymentIntents', 'payment_intent', given.payment_intent, 'payment_intent');
  const charge = state.charges[intent.latest_charge];
  if (!charge) throw new Refused(400, { code: 'payment_intent_unexpected_state', message: `This PaymentIntent (${intent.id}) does not have a successful charge to refund.` });
  const left = charge.amount - charge.amount_refunded;
  if (left === 0) throw new Refused(400, { code: 'charge_already_refunded', message: `Charge ${charge.id} has already been refunded.` });
  const amount = given.amount === undefined ? left : whole(given, 'amount', 1);
  if (amount > left) throw new Refused(400, { message: `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, param: 'amount' });
  const { test_card } = state.paymentMethods[charge.payment_method];
  const refund = create('refunds', { id: id('re'), object: 'refund', created: now(), amount, currency: charge.currency, charge: charge.id, payment_intent: intent.id, status: cards[test_card].refund === 'pending' ? 'pending' : 'succeeded', failure_reason: null, metadata: metadata(given) });
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  tell('refund.created', refund);
  tell('charge.refunded', charge);
  return refund;
}

function listRefunds(given) {
  const all = Object.values(state.refunds).filter((refund) => !given.payment_intent || refund.payment_intent === given.payment_intent).reverse();
  const from = given.starting_after ? all.findIndex((refund) => refund.id === given.starting_after) + 1 : 0;
  const most = Number(given.limit ?? 10);
  return { object: 'list', url: '/v1/refunds', has_more: all.length > from + most, data: all.slice(from, from + most) };
}

/** What the bank says later of a refund. */
function settleRefund(refund, outcome) {
  const failed = outcome === 'failed';
  if (failed && refund.status !== 'failed') {
    const charge = state.charges[refund.charge];
    charge.amount_refunded -= refund.amount;
    charge.refunded = false;
  }
  Object.assign(refund, { status: outcome, failure_reason: failed ? 'expired_or_canceled_card' : null });
  tell('refund.updated', refund);
  if (failed) tell('refund.failed', refund);
  return refund;
}

// --- events ----------------------------------------------------------------------------------------------------------

const events = { url: options.events, secret: options['signing-secret'] };

function tell(type, object) {
  const event = { id: id('evt'), object: 'event', api_version: '2026-10-28.endive', created: now(), type, livemode: false, pending_webhooks: 1, request: { id: null, idempotency_key: null }, data: { object: structuredClone(object) } };
  state.events.push(event);
  if (!options['no-delivery'] && events.url) setTimeout(() => deliver(event, 40), 20);
}

async function sign(payload) {
  try {
    const { default: Stripe } = await import('stripe');
    return new Stripe('sk_test_unused').webhooks.generateTestHeaderString({ payload, secret: events.secret });
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    // Where the judges' packages are not installed: the formula of Stripe's documentation.
    const time = now();
    return `t=${time},v1=${createHmac('sha256', events.secret).update(`${time}.${payload}`).digest('hex')}`;
  }
}

/** As Stripe does: again until it is taken; only sooner. */
async function deliver(event, tries) {
  const payload = JSON.stringify(event, null, 2);
  for (let i = 0; i < tries; i++, await wait(250)) {
    try {
      const answer = await fetch(events.url, { method: 'POST', body: payload, headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': await sign(payload), 'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)' }, signal: AbortSignal.timeout(10_000) });
      await answer.arrayBuffer();
      if (answer.ok) return answer.status;
      if (i + 1 === tries) return answer.status;
    } catch {
      // Nobody is there; later.
    }
  }
  return 0;
}

// --- the door --------------------------------------------------------------------------------------------------------

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString('utf8');
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  try {
    if (pathname.startsWith('/_/')) return answer(response, 200, await control(request.method, pathname, body ? JSON.parse(body) : {}));
    if (pathname.startsWith('/checkout/')) return checkout(request, response, pathname.split('/')[2], body);
    await api(request, response, pathname, request.method === 'GET' ? searchParams : new URLSearchParams(body));
  } catch (error) {
    if (!(error instanceof Refused)) console.error(error);
    answer(response, error.status ?? 500, { error: error.error ?? { type: 'api_error', message: String(error) } });
  }
});

function answer(response, status, value, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': id('req'), 'stripe-version': '2026-10-28.endive', ...headers }).end(JSON.stringify(value, null, 2));
}

async function api(request, response, path, parameters) {
  const given = Object.fromEntries([...parameters].map(([name, value]) => [name.replace(/\[\]$/, '[0]'), value]));
  const key = request.headers['idempotency-key'];
  state.calls.push({ call: `${request.method} ${path}`, key: key ?? null, version: request.headers['stripe-version'] ?? null });
  const told = switches.find((one) => one.times > 0 && new RegExp(`^${one.at.replaceAll('*', '[^/]+')}$`).test(`${request.method} ${path}`));
  if (told) told.times--;
  if (told?.what === 'die-before') process.exit(9);
  if (told?.what === 'drop-before') return request.destroy();
  if (told?.what === 'busy') return answer(response, 429, { error: { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests.' } });
  if (told?.what === 'error') return answer(response, 500, { error: { type: 'api_error', message: 'Something went wrong on our end.' } });
  if (told?.what === 'garbage') return response.writeHead(200, { 'content-type': 'application/json' }).end('{"object":');
  const { status, value, replayed } = await once(request, path, given, key, told);
  keep();
  if (told?.what === 'die-after') process.exit(9);
  if (told?.what === 'lose') return request.destroy();
  if (told?.what === 'hang') await wait(120_000, undefined, { ref: false });
  if (told?.what === 'slow') await wait(told.milliseconds ?? 1000);
  answer(response, status, value, replayed ? { 'idempotent-replayed': 'true' } : {});
}

/** An idempotency key stands for one request: its first result, whatever that was, and never for other parameters. */
async function once(request, path, given, key, told) {
  if (request.headers.authorization !== `Bearer ${options['secret-key']}`) throw new Refused(401, { message: 'Invalid API Key provided.' });
  const [, , allowed, run, found] = match(request.method, path) ?? raise(new Refused(404, { message: `Unrecognized request URL (${request.method}: ${path}).` }));
  for (const name of Object.keys(given))
    if (!allowed.includes(name) && !allowed.includes(name.replace(/\[[^[\]]*\]$/, '[*]'))) throw new Refused(400, { code: 'parameter_unknown', message: `Received unknown parameter: ${name}`, param: name });
  const digest = createHash('sha256').update(`${request.method} ${path} ${JSON.stringify(Object.entries(given).sort())}`).digest('hex');
  if (request.method !== 'POST') return execute();
  if (key !== undefined) {
    if (running.has(key)) throw new Refused(409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message: 'There is currently another in-progress request using this Idempotent Key.' });
    const before = state.repeats[key];
    if (before && before.digest !== digest) throw new Refused(400, { type: 'idempotency_error', message: 'Keys for idempotent requests can only be used with the same parameters they were first used with.' });
    if (before) return { ...before, replayed: true };
    running.add(key);
  }
  try {
    if (told?.what === 'slow-before') await wait(told.milliseconds ?? 1000);
    const result = execute();
    if (key !== undefined) state.repeats[key] = { digest, status: result.status, value: structuredClone(result.value) };
    return result;
  } catch (error) {
    if (!error.kept) throw error;
    const result = { status: error.status, value: { error: error.error } };
    if (key !== undefined) state.repeats[key] = { digest, ...result };
    return result;
  } finally {
    running.delete(key);
  }

  function execute() {
    return { status: 200, value: structuredClone(run(given, found[1], { origin: `http://${request.headers.host}` })) };
  }
}

function match(method, path) {
  for (const route of routes) {
    const found = route[0] === method && route[1].exec(path);
    if (found) return [...route, found];
  }
  return undefined;
}

/** The hosted page, where a person would type a card in. */
function checkout(request, response, name, body) {
  const session = find('sessions', 'checkout.session', name, 'session');
  if (request.method === 'POST') {
    complete(session, new URLSearchParams(body).get('card'));
    keep();
    return response.writeHead(303, { location: session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id) }).end();
  }
  const choices = Object.keys(cards).map((card) => `<button name="card" value="${card}">${card}</button>`).join(' ');
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html><html lang="en"><title>Stand-in for Stripe</title><h1>Save a payment method</h1><form method="post">${choices}</form><p><a href="${session.cancel_url ?? '#'}">Back</a></p></html>`);
}

async function control(method, path, given) {
  const [what, name] = path.split('/').slice(2);
  const done = (value) => {
    keep();
    return value;
  };
  switch (`${method} ${what}`) {
    case 'GET ledger':
      return ledger();
    case 'GET calls':
      return state.calls;
    case 'GET events':
      return state.events;
    case 'GET state':
      return state;
    case 'POST switch':
      if (given.clear) switches.length = 0;
      if (given.at) switches.push({ times: 1, ...given });
      return switches;
    case 'POST events':
      return Object.assign(events, given);
    case 'POST deliver':
      return { status: await deliver(state.events.find((event) => event.id === name) ?? raise(missing('event', name)), 1) };
    case 'POST complete':
      return done(complete(find('sessions', 'checkout.session', name), given.card ?? 'visa'));
    case 'POST settle':
      return done(given.outcome === 'succeeded' ? taken(state.paymentIntents[name]) : settleFailed(state.paymentIntents[name]));
    case 'POST refund':
      return done(settleRefund(state.refunds[name], given.outcome));
    case 'POST forget':
      state.repeats = {};
      return done({});
    default:
      throw new Refused(404, { message: `There is no ${method} ${path}` });
  }
}

function settleFailed(intent) {
  Object.assign(intent, { status: 'requires_payment_method', payment_method: null, last_payment_error: { type: 'invalid_request_error', code: 'payment_method_microdeposit_failed', message: 'The bank returned the debit.' } });
  tell('payment_intent.payment_failed', intent);
  return intent;
}

/** What was charged less what was given back and stayed so, altogether and by what Vidimus calls the order. */
function ledger() {
  const charges = Object.values(state.charges);
  const refunds = Object.values(state.refunds).filter(({ status }) => status !== 'failed' && status !== 'canceled');
  const sum = (list) => list.reduce((total, { amount }) => total + amount, 0);
  const orders = {};
  for (const charge of charges) {
    const order = (orders[charge.metadata.order] ??= { charged: 0, charges: 0, refunded: 0 });
    order.charged += charge.amount;
    order.charges++;
    order.refunded += sum(refunds.filter((refund) => refund.charge === charge.id));
  }
  return { charged: sum(charges), refunded: sum(refunds), net: sum(charges) - sum(refunds), charges: charges.length, refunds: refunds.length, open: Object.values(state.paymentIntents).filter(({ status }) => status.startsWith('requires_')).length, orders };
}

server.listen(Number(options.port), '127.0.0.1', () => console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })));
process.on('SIGTERM', () => process.exit(0));
// Whoever started it holds its standard input open, and dies with it at the latest.
process.stdin.resume().on('end', () => process.exit(0));
