import { startServer } from './support/server.mjs';
const s = await startServer('/tmp/w/judges');
Object.assign(process.env, { VIDIMUS_URL: s.url, VIDIMUS_KEY: s.liveKey, VIDIMUS_OPERATOR: JSON.stringify(s.operator), VIDIMUS_WEB_PEM: s.web.pem });
try { await import(process.argv[2]); } catch (e) { console.log(e); }
const { readFileSync } = await import('node:fs');
const dir = s.operator.find((a) => a.includes('Folder=')).split('=')[1].replace(/\/data$/, '');
console.log(readFileSync(dir + '/server.log', 'utf8').split('\n').filter((l) => /fail|Exception|   at Vid/.test(l)).slice(0, 30).join('\n'));
await s.stop();
