// A door on this machine that adds a key: judges that cannot send one come in by it. Everything else passes unchanged, the
// Host header too, so that what they try against a server's name reaches the server.
import { createServer, request } from 'node:http';

/** Starts it in front of a server; answers its address, and how to close it. */
export async function startBearer(url, key) {
  const to = new URL(url);
  const connections = new Set();
  const door = createServer((asked, answer) => {
    const headers = { ...asked.headers, authorization: `Bearer ${key}` };
    // Their own name for it, and not the door's, is the server's.
    const own = `localhost:${door.address().port}`;
    if (headers.host === own) headers.host = to.host;
    if (headers.origin === `http://${own}`) headers.origin = to.origin;
    const passed = request({ host: to.hostname, port: to.port, method: asked.method, path: asked.url, headers, setHost: false }, (back) => {
      answer.writeHead(back.statusCode, back.headers);
      back.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    answer.on('close', () => passed.destroy());
    asked.pipe(passed);
  });
  door.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  await new Promise((done) => door.listen(0, 'localhost', done));
  return {
    url: `http://localhost:${door.address().port}`,
    close: () => {
      for (const socket of connections) socket.destroy();
      return new Promise((done) => door.close(done));
    },
  };
}
