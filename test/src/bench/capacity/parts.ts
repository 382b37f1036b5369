import { argumentsOf, descendants, secondsOf } from '../descendants.ts';

/** What one process or server does, as the capacity plan counts it. */
export const parts = ['gateway', 'command', 'tail', 'projector', 'query', 'kafka', 'postgres', 'redis'] as const;
export type Part = (typeof parts)[number];
export type CpuByPart = Readonly<Record<Part, number>>;

/** The CPU time that each process has used so far, with the part it belongs to. */
export type Snapshot = ReadonlyMap<number, { readonly part: Part; readonly seconds: number }>;

/** Of all processes of this bench's. `tail`: the pid of a command service that gets no request. Linux only. */
export function takeSnapshot(tail: number): Snapshot {
  const snapshot = new Map<number, { part: Part; seconds: number }>();
  for (const pid of descendants()) {
    const part = pid === tail ? 'tail' : partOf(argumentsOf(pid).join(' '));
    if (part !== undefined) snapshot.set(pid, { part, seconds: secondsOf(pid) });
  }
  return snapshot;
}

/** CPU time that each part has used in between, in seconds; without that of processes that have ended. */
export function usedBetween(before: Snapshot, after: Snapshot): CpuByPart {
  const used = Object.fromEntries(parts.map((part) => [part, 0])) as Record<Part, number>;
  for (const [pid, { part, seconds }] of after) used[part] += seconds - (before.get(pid)?.seconds ?? 0);
  return used;
}

function partOf(commandLine: string): Part | undefined {
  const [, service] = /services\/(gateway|command|projector|query)\//.exec(commandLine) ?? [];
  if (service !== undefined) return service as Part;
  if (commandLine.includes('kafka.Kafka')) return 'kafka';
  if (commandLine.includes('redis-server')) return 'redis';
  return commandLine.includes('postgres') ? 'postgres' : undefined;
}
