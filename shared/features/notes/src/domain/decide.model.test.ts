import { type Caller, follow, stampEvent, type Versions } from '@notes/kernel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NoteFields } from '../contract/index.ts';
import type { Command } from './command.ts';
import { decide } from './decide.ts';
import { toNote } from './evolve.ts';
import { type NoteChain, note } from './note.ts';

/** A note as a table would hold it, with no events anywhere: what the domain must be indistinguishable from. */
type Row = NoteFields & { author: string; version: number; deleted: boolean };
type Told = 'changed' | 'unchanged' | 'not-found' | 'forbidden' | 'precondition-failed';

const mayWrite = (caller: Caller, row: Row): boolean => caller.may === 'any' || row.author === caller.subject;
const isAsAsked = ({ ifMatch = '*', ifNoneMatch = [] }: Command, row: Row): boolean => {
  const isRuledOut = ifNoneMatch === '*' ? !row.deleted : ifNoneMatch.includes(row.version);
  return (ifMatch === '*' || ifMatch.includes(row.version)) && !isRuledOut;
};

/** One command on the table. Plain assignments, in the order in which the API promises its checks. */
function runOnTable(table: Map<string, Row>, id: string, command: Command): Told {
  const row = table.get(id);
  if (command.kind === 'create') {
    if (row !== undefined) return 'precondition-failed';
    table.set(id, { ...command.fields, author: command.caller.subject, version: 1, deleted: false });
    return 'changed';
  }
  if (row === undefined || (row.deleted && command.kind !== 'restore')) return 'not-found';
  if (!mayWrite(command.caller, row)) return 'forbidden';
  if (!isAsAsked(command, row)) return 'precondition-failed';
  const before = JSON.stringify(row);
  if (command.kind === 'delete') row.deleted = true;
  else if (command.kind === 'restore') row.deleted = false;
  else Object.assign(row, command.fields);
  if (JSON.stringify(row) === before) return 'unchanged';
  row.version += 1;
  return 'changed';
}

/** The same command decided on the note's events. */
function runOnEvents(chains: Map<string, NoteChain>, id: string, command: Command, n: number): Told {
  const chain = chains.get(id);
  const decision = decide(chain?.state, command);
  if (decision.kind !== 'event') return decision.kind === 'refused' ? decision.why : 'unchanged';
  const event = stampEvent(chain, decision.draft, {
    ...{ eventId: `event ${n}`, subject: id, commandId: `command ${n}`, fingerprint: '-', traceparent: undefined },
    // The clock stands still, and now and then goes back.
    ...{ actor: command.caller.subject, now: 1_000 - (n % 3) * 500 },
  });
  const { verdict, chain: next } = follow(note, chain, event);
  expect(verdict.accepted, `${event.type} was decided, and is void`).toBe(true);
  if (chain?.state !== undefined) expect(event.time > chain.state.updated_at).toBe(true);
  if (next !== undefined) chains.set(id, next);
  return 'changed';
}

const callers: fc.Arbitrary<Caller> = fc.record({
  subject: fc.constantFrom('ada', 'bob'),
  may: fc.constantFrom('own', 'own', 'any'),
});
// Few values, so that commands often ask for what is so already.
const fields: fc.Arbitrary<NoteFields> = fc.record({
  title: fc.constantFrom('Tea', 'Milk'),
  description: fc.constantFrom('', 'Two'),
  priority: fc.constantFrom(0, 1),
});
const some = fields.chain((all) => fc.subarray(Object.entries(all)).map(Object.fromEntries));
const versions: fc.Arbitrary<Versions | undefined> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  fc.constant('*' as const),
  fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
);
const intents = fc.oneof(
  fields.map((all) => ({ kind: 'create' as const, fields: all })),
  fields.map((all) => ({ kind: 'replace' as const, fields: all })),
  some.map((named: Partial<NoteFields>) => ({ kind: 'patch' as const, fields: named })),
  fc.constant({ kind: 'delete' as const }),
  fc.constant({ kind: 'restore' as const }),
);
const steps = fc.record({
  id: fc.constantFrom('a', 'b'),
  command: fc
    .tuple(intents, callers, versions, versions)
    .map(([intent, caller, ifMatch, ifNoneMatch]) => ({ ...intent, caller, ifMatch, ifNoneMatch })),
});

test('any sequence of commands leaves the notes, and tells the callers, as a plain table would', () => {
  const told = new Map<string, number>();
  const property = fc.property(fc.array(steps, { maxLength: 40 }), (sequence) => {
    const table = new Map<string, Row>();
    const chains = new Map<string, NoteChain>();
    for (const [n, { id, command }] of sequence.entries()) {
      const expected = runOnTable(table, id, command);
      expect(runOnEvents(chains, id, command, n)).toBe(expected);
      told.set(`${command.kind} ${expected}`, (told.get(`${command.kind} ${expected}`) ?? 0) + 1);
      const [row, state] = [table.get(id), chains.get(id)?.state];
      const { title, description, priority, created_by: author, version } = state ? toNote(state) : {};
      const deleted = state === undefined ? undefined : state.deleted_at !== null;
      expect({ title, description, priority, author, version, deleted }).toEqual({ ...row });
    }
  });
  fc.assert(property, { numRuns: 500 });
  // Every command has met every end that it can come to.
  const ends = ['changed', 'unchanged', 'not-found', 'forbidden', 'precondition-failed'];
  const never = ['create unchanged', 'create not-found', 'create forbidden', 'delete unchanged'];
  const all = ['create', 'replace', 'patch', 'delete', 'restore'].flatMap((kind) =>
    ends.map((end) => `${kind} ${end}`),
  );
  expect([...told.keys()].sort()).toEqual(all.filter((end) => !never.includes(end)).sort());
});
