import { setTimeout as wait } from 'node:timers/promises';
import { processesOf, type Site } from './processes.ts';

/**
 * µs of CPU a write, by the names of `processesOf` and for all together, without what each takes when nobody asks for anything. `run` writes, and
 * resolves with how many; they are the figure `writes`.
 */
export async function perWrite(site: Site, run: () => Promise<number>): Promise<ReadonlyMap<string, number>> {
  const idle = await used(site, () => wait(3_000));
  let writes = 0;
  const busy = await used(site, async () => {
    writes = await run();
    // What is left is applied and pushed.
    while (loadOf(await used(site, () => wait(500))) > loadOf(idle) + 0.1);
  });
  const names = [...busy.cpu.keys()].filter((name) => !name.startsWith('Postgres: ') || (busy.cpu.get(name) ?? 0) > 0);
  const us = names.map((name): [string, number] => {
    const unasked = ((idle.cpu.get(name) ?? 0) / idle.seconds) * busy.seconds;
    return [name, Math.max(0, ((busy.cpu.get(name) ?? 0) - unasked) * 1e6) / writes];
  });
  const all = us.reduce((sum, [, each]) => sum + each, 0);
  return new Map([...us, ['all', all], ['writes', writes]]);
}

/** CPU in seconds, by name. */
type Used = { readonly cpu: ReadonlyMap<string, number>; readonly seconds: number };

/** Of all, in cores. */
const loadOf = ({ cpu, seconds }: Used): number => [...cpu.values()].reduce((sum, each) => sum + each, 0) / seconds;

async function used(site: Site, run: () => Promise<unknown>): Promise<Used> {
  const before = new Map((await processesOf(site)).map(({ pid, cpu }) => [pid, cpu]));
  const began = performance.now();
  await run();
  const cpu = new Map<string, number>();
  for (const { pid, name, cpu: now } of await processesOf(site))
    cpu.set(name, (cpu.get(name) ?? 0) + now - (before.get(pid) ?? 0));
  return { cpu, seconds: (performance.now() - began) / 1_000 };
}
