import type { Command, Fields, Intent } from '../history/attempt.ts';
import type { KnownNotes } from './known-notes.ts';
import type { Random } from './random.ts';

/** What a client does next: `n` is unique among all commands of a run. */
export function drawCommand(random: Random, known: KnownNotes, actor: string, n: number): Command {
  const key = random.chance(0.5) ? `key ${n}` : undefined;
  if (known.count < 20 || random.chance(0.15)) return { actor, key, intent: drawCreate(random, n) };
  const { id, version, note } = known.pick(random);
  const ifMatch = random.chance(0.35) ? version : undefined;
  return { actor, key, ifMatch, intent: drawChange(random, id, note, n) };
}

/** Another command under the same key, to see it refused. */
export function drawThief(random: Random, robbed: Command, n: number): Command | undefined {
  const { intent, key, actor } = robbed;
  if (key === undefined || intent.kind === 'create') return undefined;
  return {
    actor,
    key,
    intent: { kind: 'patch', noteId: intent.noteId, fields: { description: `stolen ${n}`, priority: random.int(9) } },
  };
}

function drawCreate(random: Random, n: number): Intent {
  const bulk = random.chance(0.2);
  const note = (i: number): Fields => ({ title: `note ${n}.${i}`, description: '', priority: random.int(5) });
  return { kind: 'create', bulk, notes: Array.from({ length: bulk ? 1 + random.int(12) : 1 }, (_, i) => note(i)) };
}

function drawChange(random: Random, noteId: string, last: Fields | undefined, n: number): Intent {
  const die = random.next();
  if (die < 0.12) return { kind: 'delete', noteId };
  if (die < 0.32) return { kind: 'restore', noteId };
  // As it is, or was a moment ago: often there is nothing to change.
  const { title, description, priority } = last ?? { title: 'none', description: '', priority: 0 };
  if (die < 0.42) return { kind: 'replace', noteId, fields: { title, description, priority } };
  if (die < 0.5) return { kind: 'patch', noteId, fields: { priority } };
  if (die < 0.75) return { kind: 'patch', noteId, fields: { description: `change ${n}` } };
  return {
    kind: 'replace',
    noteId,
    fields: { title: `title ${n}`, description: `change ${n}`, priority: random.int(5) },
  };
}
