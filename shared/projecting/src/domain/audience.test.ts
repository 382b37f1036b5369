import { FeedMessage } from '@notes/contracts';
import { type Aggregate, type AnyEvent, type KnownEvent, nextOf, rowMapping } from '@notes/kernel';
import { eventOf, nextAt } from '@notes/kernel/testing';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { feedMessages } from './feed-messages.ts';
import { journalColumns } from './journal.ts';
import { type Before, type Changes, projectBatches } from './project-batches.ts';
import { readModelOf, type Subject } from './projection.ts';

const assignee = Type.Union([Type.String(), Type.Null()]);
const choreEvents = {
  'chores.ChoreCreated.v1': { effect: 'creates', schema: Type.Object({ assignee }) },
  'chores.ChoreAssigned.v1': { effect: 'changes', schema: Type.Object({ assignee }) },
  'chores.ChoreDeleted.v1': { effect: 'deletes', schema: Type.Object({}) },
  'chores.ChoreFenced.v1': { effect: 'fences', schema: Type.Object({}) },
} as const;
type Chore = Subject & { readonly assignee: string | null };

const chore: Aggregate<Chore, never, typeof choreEvents> = {
  name: 'chore',
  family: 'chores',
  events: choreEvents,
  evolve: (state, { subject, version, time, type, actor, data }: KnownEvent<typeof choreEvents>) => ({
    id: subject,
    created_by: state?.created_by ?? actor,
    assignee: 'assignee' in data ? data.assignee : (state?.assignee ?? null),
    ...{ version, updated_at: time, deleted_at: type === 'chores.ChoreDeleted.v1' ? time : null },
  }),
  decide: () => ({ kind: 'unchanged' }),
  row: rowMapping<Chore>('chores', {
    ...{ id: 'uuid', created_by: 'text', assignee: 'text', version: 'integer' },
    ...{ updated_at: 'timestamptz', deleted_at: 'timestamptz' },
  }),
  audience: (before, after) =>
    [...new Set([after.assignee, before?.assignee])].filter((name) => typeof name === 'string'),
};

/** As `chore`, but its creator is all who is concerned. */
const { audience: _, ...errand } = { ...chore, name: 'errand', family: 'notes', events: {} };
const readModel = readModelOf({ aggregate: chore, projections: [] }, { aggregate: errand, projections: [] });

const idOf = (n: number): string => `0000000${n}-0000-4000-8000-000000000000`;

/** Events of one subject, each on the one before. */
const lifeOf = (...steps: (readonly [name: string, data?: object, actor?: string])[]): AnyEvent[] =>
  steps.map(([name, data = {}, actor = 'ada'], index) =>
    eventOf({ ...chore, data: {} }, name, {
      ...{ id: idOf(index + 1), version: index + 1, previous: index === 0 ? undefined : idOf(index), data, actor },
    }),
  );

function project(events: readonly AnyEvent[], from = 0, before?: Partial<Before>): Changes {
  const checkpoint = { partition: 0, next: nextAt(from), recordId: null, journalPos: from === 0 ? null : from - 1 };
  const records = events.map((event, index) => ({
    offset: from + index,
    reading: { kind: 'event', event } as const,
    raw: { offset: from + index, key: null, value: null },
  }));
  const next = nextOf(from + events.length - 1);
  return projectBatches(
    readModel,
    { checkpoints: new Map([[0, checkpoint]]), heads: new Map(), readModels: new Map([[1, new Map()]]), ...before },
    [{ partition: 0, from: nextAt(from), next, records, lastRecordId: null }],
  );
}
const audiencesOf = ({ journal }: Changes) => journal.map(({ audience }) => audience);

const life = lifeOf(
  ['ChoreCreated', { assignee: null }],
  ['ChoreAssigned', { assignee: 'bob' }],
  ['ChoreAssigned', { assignee: 'eve' }, 'bob'],
  ['ChoreFenced'],
  ['ChoreDeleted'],
);
const expected = [[], ['bob'], ['eve', 'bob'], ['eve'], ['eve']];

test('an event is for whom its aggregate says, by the states before and after it', () => {
  expect(audiencesOf(project(life))).toEqual(expected);
});

test('it is the same wherever a batch ends, by the rows of the live read model', () => {
  for (let cut = 1; cut < life.length; cut += 1) {
    const first = project(life.slice(0, cut));
    const rows = first.readModels.get(1)?.subjects ?? new Map();
    const [last] = first.journal.slice(-1);
    const head = { family: 'chores', eventId: last?.event.id ?? '', version: cut, deleted: false, frozen: false };
    const second = project(life.slice(cut), cut, {
      heads: new Map([[last?.event.subject ?? '', { head, author: 'ada' }]]),
      readModels: new Map([
        [1, rows],
        [2, new Map()],
      ]),
    });
    expect([...audiencesOf(first), ...audiencesOf(second)]).toEqual(expected);
  }
});

test('one whose state cannot be told is for whom it was last', () => {
  const frozen = lifeOf(['ChoreCreated', { assignee: 'bob' }], ['ChoreMoved'], ['ChoreAssigned', { assignee: 'eve' }]);
  expect(audiencesOf(project(frozen))).toEqual([['bob'], ['bob'], ['bob']]);
});

test('one of a subject that is yet to be created is for nobody', () => {
  const fencedFirst = lifeOf(['ChoreFenced'], ['ChoreCreated', { assignee: 'bob' }]);
  expect(audiencesOf(project(fencedFirst))).toEqual([undefined, ['bob']]);
});

test('it is written with the event, and told to the gateways', () => {
  const { journal } = project(life);
  expect(journal.map((entry) => journalColumns(entry).audience)).toEqual(
    expected.map((names) => JSON.stringify(names)),
  );
  const [output] = feedMessages(readModel, 'abcd1234', journal);
  const { entries = [] } = Compile(FeedMessage).Parse(JSON.parse(output?.text ?? ''));
  expect(entries.map(({ audience }) => audience)).toEqual(expected);
  const { id: _id, subject, ...rest } = life[2] as AnyEvent;
  const event = {
    chore_id: subject,
    version: 3,
    type: 'ChoreAssigned',
    time: rest.time,
    actor: 'bob',
    data: rest.data,
  };
  expect(entries[2]).toEqual({ pos: 2, prev: 1, author: 'ada', family: 'chores', audience: ['eve', 'bob'], event });
});

test('an aggregate that says nothing leaves the journal and the messages as they are', () => {
  const events = lifeOf(['Moved']).map((event) => ({ ...event, type: 'notes.NoteMoved.v1' }));
  const { journal } = project(events);
  expect(journalColumns(journal[0] as (typeof journal)[number]).audience).toBeNull();
  expect(feedMessages(readModel, 'abcd1234', journal)[0]?.text).toBe(
    `{"epoch":"abcd1234","partition":0,"prev":null,"last":0,"entries":[{"pos":0,"prev":null,"author":"ada","event":{"errand_id":"${events[0]?.subject}","version":1,"type":"NoteMoved","time":"2026-01-31T12:00:00.000Z","actor":"ada","data":{}}}]}`,
  );
});
