// A place of a judge's own that webhooks are sent to: keeps what came, to the byte, and answers as it is told.
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

export async function openReceiver() {
  const received = [];
  let status = 204;
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ path: request.url, headers: request.headers, body: Buffer.concat(chunks) });
    response.writeHead(status).end();
  });
  await new Promise((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  return {
    received,
    url: `http://127.0.0.1:${server.address().port}/webhooks`,
    answer: (next) => (status = next),
    /** The first message that fits, waited for. */
    async first(fits = () => true, seconds = 20) {
      for (const end = Date.now() + seconds * 1000; Date.now() < end; await wait(20)) {
        const found = received.find(fits);
        if (found) return found;
      }
      throw new Error(`Nothing that fits came within ${seconds} s; there came ${received.map((m) => m.body.toString().slice(0, 200)).join(' | ') || 'nothing'}`);
    },
    close: () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  };
}

export const isOf = (type, resource) => (message) => {
  const event = JSON.parse(message.body);
  return event.type === type && (resource === undefined || event.resource.id === resource);
};
