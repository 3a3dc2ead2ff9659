// What the programs here share: checks that are told one by one, and a person who is asked through the judge that started them.
import { createInterface } from 'node:readline';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

export const server = process.env.VIDIMUS_URL;

/** Carries out one check and tells how it ended; the next one goes on either way, as far as it can. */
export async function check(name, work) {
  try {
    await work();
    tell({ check: name });
  } catch (error) {
    tell({ check: name, error: String(error?.stack ?? error).slice(0, 3000) });
  }
}

/** Asks the judge for something only it can do, such as a person at a browser. */
export async function ask(what, given) {
  tell({ [what]: given });
  const { value, done } = await lines.next();
  if (done) throw new Error('The judge is gone');
  const { error, value: answer } = JSON.parse(value);
  if (error) throw new Error(error);
  return answer;
}

/** A person who is led to this address: where the browser is sent in the end. */
export const authorize = async (address, how = {}) => new URL(await ask('authorize', { address: String(address), how }));

/** Ends the program, whatever streams a client keeps open. */
export function finish() {
  process.stdout.write('', () => process.exit(0));
}
