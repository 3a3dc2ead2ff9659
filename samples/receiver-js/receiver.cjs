// A receiver in Node with the verifier of Standard Webhooks: npm install standardwebhooks, then
//   VIDIMUS_WEBHOOK_SECRET=whsec_... node receiver.cjs 4000
const { createServer } = require('node:http');
const { Webhook } = require('standardwebhooks');

const webhook = new Webhook(process.env.VIDIMUS_WEBHOOK_SECRET);
// The verifier takes an exact copy for genuine for five minutes either way, so that ids are kept for twice that long. In earnest
// they stand in a table under a unique key, written in the transaction that does the work.
const seen = new Map();
const latest = new Map();

createServer(async (request, response) => {
  const answer = (status) => response.writeHead(status).end();
  try {
    const chunks = [];
    let length = 0;
    for await (const chunk of request) {
      if ((length += chunk.length) > 1024 * 1024) return answer(413);
      chunks.push(chunk);
    }
    let event;
    try {
      // The bytes as they came: JSON that was read and written again has another signature.
      event = webhook.verify(Buffer.concat(chunks), request.headers);
    } catch {
      return answer(401);
    }
    const now = Date.now();
    for (const [id, until] of seen) if (until < now) seen.delete(id);
    // Of the header, which is signed, too: the bodies of orders' events have another id.
    const eventId = request.headers['webhook-id'];
    if (seen.has(eventId)) return answer(204);
    seen.set(eventId, now + 11 * 60 * 1000);
    answer(204);
    // Orders have another body: no resource, no sequence.
    const id = event.resource?.id ?? event.data?.jobId;
    const known = latest.get(id);
    // What happened before the server counted has no sequence: it is late once one is known. A ping says nothing of its resource.
    if (known && event.type !== 'test.ping' && (event.sequence ?? 0) <= known) return console.log(`late ${event.type} ${id}`);
    if (event.sequence) latest.set(id, event.sequence);
    console.log(`${event.type} ${id}`);
  } catch {
    response.destroy();
  }
}).listen(Number(process.argv[2] ?? 4000), '127.0.0.1');
