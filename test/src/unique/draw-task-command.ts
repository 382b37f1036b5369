import type { Random } from '../load/random.ts';
import type { Known, KnownTasks } from './known-tasks.ts';
import type { Intent, TaskCommand, WantedTask } from './task-command.ts';

/** What all clients want to have: the first few more than the others. */
export const values: readonly string[] = Array.from({ length: 50 }, (_, i) => `value ${i}`);
const wanted = 5;

/** What a client does next: `n` is unique among all commands of a run. */
export function drawTaskCommand(random: Random, known: KnownTasks, actor: string, n: number): TaskCommand {
  const key = random.chance(0.5) ? `key ${n}` : undefined;
  const task = random.chance(0.3) ? undefined : known.pick(random, drawValue(random));
  if (task === undefined) return { actor, key, ifMatch: undefined, intent: drawCreate(random, n) };
  const ifMatch = random.chance(0.1) ? task.version : undefined;
  return { actor, key, ifMatch, intent: drawChange(random, task, n) };
}

const drawValue = (random: Random): string => random.pick(random.chance(0.5) ? values.slice(0, wanted) : values);

function drawCreate(random: Random, n: number): Intent {
  const bulk = random.chance(0.2);
  const task = (i: number): WantedTask => ({
    title: `task ${n}.${i}`,
    unique_title: random.chance(0.85) ? drawValue(random) : null,
  });
  return { kind: 'create', bulk, tasks: Array.from({ length: bulk ? 2 + random.int(3) : 1 }, (_, i) => task(i)) };
}

function drawChange(random: Random, { id: taskId, isLive }: Known, n: number): Intent {
  const die = random.next();
  // Out of the bin, which takes the value anew; or what others have done already.
  if (die < (isLive ? 0.05 : 0.8)) return { kind: 'restore', taskId };
  if (die < 0.4) return { kind: 'delete', taskId };
  if (die < 0.5) return { kind: 'patch', taskId, fields: { unique_title: null } };
  if (die < 0.85) return { kind: 'patch', taskId, fields: { unique_title: drawValue(random) } };
  // What is moved beside the value, and what leaves the value alone.
  if (die < 0.95) return { kind: 'replace', taskId, fields: { title: `title ${n}`, unique_title: drawValue(random) } };
  return { kind: 'patch', taskId, fields: { title: `title ${n}` } };
}
