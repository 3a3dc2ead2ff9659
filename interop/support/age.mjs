// Makes time pass where a server reads nothing but what it wrote down: nobody should wait two minutes for a judge.
import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** A program for Python: the database, the order, by how many seconds. */
export const program = `
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=20)
with database:
    changed = database.execute("UPDATE certification_orders SET created_at = created_at - ? WHERE id = ?", (int(sys.argv[3]) * 1000, sys.argv[2])).rowcount
sys.exit(0 if changed == 1 else "there is no such order")
`;

/** What a node that was killed held ends, as it would a minute later. */
const leases = `
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=20)
with database:
    database.execute("UPDATE platform_leases SET until = 0")
    database.execute("UPDATE certification_submissions SET lease_until = 0")
`;

export const databaseFile = (operator = JSON.parse(process.env.VIDIMUS_OPERATOR)) => {
  const folder = operator.find((word) => word.startsWith('--Database:Folder='));
  return join(folder.slice('--Database:Folder='.length), 'vidimus.db');
};

const python = (...words) =>
  new Promise((done, fail) => execFile('python3', ['-c', ...words], (error, _, stderr) => (error ? fail(new Error(`${words.slice(1).join(' ')}: ${stderr}`, { cause: error })) : done())));

/** Makes an order of the sandbox older than it is. */
export const age = (orderId, seconds) => python(program, databaseFile(), orderId, String(seconds));

/** Ends the leases of a server that was killed and is not started again yet. */
export const endLeases = (server) => python(leases, databaseFile(server.operator));
