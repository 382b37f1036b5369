import fc from 'fast-check';
import { type Chain, follow } from '../chain.ts';
import type { NoteEvent } from '../note-event.ts';
import { eventOf } from './event-of.ts';

export const notes = ['note-a', 'note-b', 'note-c'];

/** What may happen next: a writer reads on, decides events of one note in a row, or a request in flight arrives. */
type Step =
  | { readonly kind: 'read'; readonly writer: number; readonly records: number }
  | { readonly kind: 'decide'; readonly writer: number; readonly note: string; readonly types: readonly number[] }
  | { readonly kind: 'arrive'; readonly request: number; readonly again: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('read' as const), writer: fc.nat(2), records: fc.integer({ min: 1, max: 8 }) }),
  fc.record({
    kind: fc.constant('decide' as const),
    writer: fc.nat(2),
    note: fc.constantFrom(...notes),
    types: fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('arrive' as const), request: fc.nat(5), again: fc.boolean() }),
);

/**
 * Logs as writers make them who keep to the protocol, but for knowing anything of each other: each decides on what it has read,
 * however old, a group of events at a time; requests arrive late, in any order, again and again, or never.
 */
export const writtenLog: fc.Arbitrary<readonly NoteEvent[]> = fc
  .array(step, { minLength: 10, maxLength: 120 })
  .map((steps) => {
    const log: NoteEvent[] = [];
    const requests: NoteEvent[][] = [];
    const tails = [0, 0, 0];
    for (const [number, next] of steps.entries()) {
      if (next.kind === 'read') tails[next.writer] = Math.min(log.length, (tails[next.writer] ?? 0) + next.records);
      else if (next.kind === 'decide') requests.push(decideGroup(log.slice(0, tails[next.writer]), next, number));
      else if (requests.length > 0) {
        const at = next.request % requests.length;
        log.push(...(requests[at] ?? []));
        if (!next.again) requests.splice(at, 1);
      }
    }
    return log;
  });

function decideGroup(
  seen: readonly NoteEvent[],
  step: Step & { readonly kind: 'decide' },
  number: number,
): NoteEvent[] {
  let chain = seen
    .filter(({ noteId }) => noteId === step.note)
    .reduce<Chain | undefined>((before, event) => follow(before, event).chain, undefined);
  return step.types.map((type, index) => {
    const event = eventOf(nextType(chain, type), {
      id: `${number}.${index}`,
      noteId: step.note,
      version: (chain?.head.version ?? 0) + 1,
      previous: chain?.head.eventId,
    });
    chain = follow(chain, event).chain;
    return event;
  });
}

/** One of the types that apply; now and then one that this software does not know. */
function nextType(chain: Chain | undefined, type: number): string {
  if (type === 9) return 'NotePainted';
  if (chain === undefined) return 'NoteCreated';
  if (chain.head.deleted) return 'NoteRestored';
  return type < 6 ? 'NoteRevised' : 'NoteDeleted';
}

/** Logs full of nonsense: any type, any version, any predecessor, ids used again. */
export const anyLog: fc.Arbitrary<readonly NoteEvent[]> = fc.array(
  fc
    .record({
      name: fc.constantFrom('NoteCreated', 'NoteRevised', 'NoteDeleted', 'NoteRestored', 'NotePainted'),
      id: fc.constantFrom('1', '2', '3', '4', '5'),
      noteId: fc.constantFrom(...notes),
      version: fc.integer({ min: 1, max: 5 }),
      previous: fc.constantFrom(undefined, '1', '2', '3', '4', '5'),
    })
    .map(({ name, ...members }) => eventOf(name, members)),
  { maxLength: 200 },
);
