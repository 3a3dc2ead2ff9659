// A place on the web of a judge's own: https on this machine, with documents that can be put there, changed and taken away.
import { createServer } from 'node:https';
import { readFileSync } from 'node:fs';

export async function openWeb() {
  const documents = new Map();
  const pem = readFileSync(process.env.VIDIMUS_WEB_PEM, 'utf8');
  const server = createServer({ key: pem, cert: pem }, (request, response) => {
    const { status, type, body } = documents.get(request.url) ?? { status: 404, type: 'text/plain', body: 'Not here' };
    // Nothing may be kept, so that a change is seen by the next who asks.
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  });
  await new Promise((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  const { port } = server.address();
  return {
    url: (path) => `https://localhost:${port}${path}`,
    did: (name) => `did:web:localhost%3A${port}:${name}`,
    put(path, content, { status = 200, type = 'application/json' } = {}) {
      documents.set(path, { status, type, body: typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content) });
      return `https://localhost:${port}${path}`;
    },
    remove: (path) => documents.delete(path),
    close: () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  };
}
