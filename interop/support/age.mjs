// Makes an order of the sandbox older than it is: its clock reads nothing but that time, and nobody should wait two minutes for a judge.
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

export const databaseFile = () => {
  const folder = JSON.parse(process.env.VIDIMUS_OPERATOR).find((word) => word.startsWith('--Database:Folder='));
  return join(folder.slice('--Database:Folder='.length), 'vidimus.db');
};

export const age = (orderId, seconds) =>
  new Promise((done, fail) =>
    execFile('python3', ['-c', program, databaseFile(), orderId, String(seconds)], (error, _, stderr) => (error ? fail(new Error(`${orderId}: ${stderr}`, { cause: error })) : done())),
  );
