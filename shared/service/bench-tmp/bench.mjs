import { fork } from 'node:child_process'; import { once } from 'node:events'; import autocannon from 'autocannon';
const kinds = process.argv.slice(2); const rounds = 12;
const servers = {};
for (const [i, k] of kinds.entries()) { const c = fork(new URL('./server.mjs', import.meta.url), [k, 18500 + i]); await once(c, 'message'); servers[k] = { c, port: 18500 + i, rps: [], us: [] }; }
const ask = async (c) => { c.send('x'); return (await once(c, 'message'))[0]; };
for (let r = -1; r < rounds; r++) for (const k of kinds) {
  const s = servers[k]; await ask(s.c);
  const res = await autocannon({ url: `http://127.0.0.1:${s.port}/v1/notes`, method: 'POST', connections: 64, amount: 8000, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ title: 'Buy milk', description: 'Two litres, the blue one.', priority: 1 }) });
  const cpu = await ask(s.c);
  if (r >= 0) { s.rps.push(Math.round(res.requests.total / res.duration)); s.us.push(+(cpu / res.requests.total).toFixed(1)); }
  if (res.non2xx || res.errors) console.log('BAD', k, res.non2xx, res.errors);
}
for (const k of kinds) { const u = servers[k].us.sort((a,b)=>a-b); console.log(k.padEnd(46), 'cpu us/req min', u[0], u[1], u[2], 'med', u[6], 'max rps', Math.max(...servers[k].rps)); servers[k].c.kill(); }
