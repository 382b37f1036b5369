import { fork } from 'node:child_process'; import { once } from 'node:events'; import autocannon from 'autocannon'; import { readFileSync, readdirSync, rmSync } from 'node:fs';
const N = 60000;
async function run(kind, i) {
  const dir = `/tmp/servicedev/p-${kind}`; rmSync(dir, { recursive: true, force: true });
  const c = fork(new URL('./server.mjs', import.meta.url), [kind, String(18520 + i)], { execArgv: ['--cpu-prof', '--cpu-prof-dir', dir] }); await once(c, 'message');
  await autocannon({ url: `http://127.0.0.1:${18520 + i}/v1/notes`, method: 'POST', connections: 64, amount: N, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ title: 'Buy milk', description: 'Two litres, the blue one.', priority: 1 }) });
  c.kill('SIGTERM'); await once(c, 'exit');
  const p = JSON.parse(readFileSync(`${dir}/${readdirSync(dir)[0]}`)); const byId = new Map(p.nodes.map((n) => [n.id, n])); const m = new Map(); let total = 0;
  p.samples.forEach((id, j) => { const cf = byId.get(id).callFrame; if (/idle/.test(cf.functionName)) return; const k = `${cf.functionName} ${cf.url.split('node_modules/').pop().split('/work/main/').pop()}:${cf.lineNumber}`; m.set(k, (m.get(k) ?? 0) + p.timeDeltas[j] / N); total += p.timeDeltas[j] / N; });
  return { m, total };
}
const [a, b] = process.argv.slice(2); const A = await run(a, 0), B = await run(b, 1);
console.log(a, A.total.toFixed(1), b, B.total.toFixed(1));
const d = [...new Set([...A.m.keys(), ...B.m.keys()])].map((k) => [k, (B.m.get(k) ?? 0) - (A.m.get(k) ?? 0), A.m.get(k) ?? 0, B.m.get(k) ?? 0]).sort((x, y) => y[1] - x[1]);
for (const [k, x, p, q] of [...d.slice(0, 32), ...d.slice(-8)]) console.log(x.toFixed(2).padStart(7), p.toFixed(2), q.toFixed(2), k);
