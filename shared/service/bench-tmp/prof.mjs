import { readFileSync, readdirSync } from 'node:fs';
const f = process.argv[2]; const p = JSON.parse(readFileSync(f));
const self = new Map(); const byId = new Map(p.nodes.map(n => [n.id, n]));
const dt = p.timeDeltas; let total = 0;
p.samples.forEach((id, i) => { const n = byId.get(id); const c = n.callFrame; const k = `${c.functionName} ${c.url.split('node_modules/').pop().split('/work/main/').pop()}:${c.lineNumber}`; self.set(k, (self.get(k) ?? 0) + dt[i]); if (c.functionName !== '(idle)' && c.functionName !== '(program)') total += dt[i]; });
for (const [k, v] of [...self].sort((a, b) => b[1] - a[1]).slice(0, 45)) console.log((v / total * 100).toFixed(1).padStart(5), k);
