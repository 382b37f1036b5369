import { FeedMessage } from '@notes/contracts';
import { nextAt } from '@notes/kernel/testing';
import { heartbeat, type JournalEntry, maxEntriesLength } from '@notes/projecting/testing';
import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { feedMessages } from '../testing/for-notes.ts';
import { created, instant, revised, uuid } from '../testing/note-events.ts';

const schema = Compile(FeedMessage);
const parse = (text: string): FeedMessage => schema.Parse(JSON.parse(text));

const entry = (partition: number, pos: number, prev: number | null, title = 'Buy milk'): JournalEntry => ({
  ...{ partition, pos, prev, author: 'ada' },
  event: created({ id: pos, note: pos, version: 1 }, title),
});

test('each partition has one message with its entries in order', () => {
  const outputs = feedMessages('abcd1234', [entry(3, 7, 4), entry(1, 2, null), entry(3, 9, 7)]);
  expect(outputs.map(({ partition, text }) => [partition, parse(text)])).toMatchObject([
    [
      3,
      {
        epoch: 'abcd1234',
        partition: 3,
        prev: 4,
        last: 9,
        entries: [
          { pos: 7, prev: 4 },
          { pos: 9, prev: 7 },
        ],
      },
    ],
    [1, { partition: 1, prev: null, last: 2, entries: [{ pos: 2, prev: null }] }],
  ]);
});

test('an entry is the event as history shows it, with the author of the note', () => {
  const event = revised({ id: 5, note: 1, version: 2, previous: 1, actor: 'bob' });
  const [output] = feedMessages('abcd1234', [{ partition: 0, pos: 5, prev: 4, author: 'ada', event }]);
  expect(parse(output?.text ?? '').entries).toEqual([
    {
      ...{ pos: 5, prev: 4, author: 'ada' },
      event: {
        ...{ note_id: uuid(1), version: 2, type: 'NoteRevised', time: instant(5), actor: 'bob' },
        data: { changes: { title: 'Buy oat milk' } },
      },
    },
  ]);
});

test('an entry names the trace of its event if that is kept', () => {
  const span = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331';
  const traces = [`${span}-01`, `${span}-00`, undefined];
  const entries = traces.map((traceparent, pos) => {
    const { event, ...placed } = entry(0, pos, null);
    return { ...placed, event: { ...event, traceparent } };
  });
  const [output] = feedMessages('abcd1234', entries);
  expect(parse(output?.text ?? '').entries?.map(({ traceparent }) => traceparent)).toEqual([
    `${span}-01`,
    undefined,
    undefined,
  ]);
});

test('what is too long for pub/sub goes without entries, whether in few or in many', () => {
  const few = Array.from({ length: 20 }, (_, i) => entry(0, i, Math.max(0, i - 1), 'x'.repeat(maxEntriesLength / 10)));
  const many = Array.from({ length: 2000 }, (_, i) => entry(0, i, Math.max(0, i - 1), 'x'));
  expect(parse(feedMessages('e', few)[0]?.text ?? '')).toEqual({ epoch: 'e', partition: 0, prev: 0, last: 19 });
  expect(parse(feedMessages('e', many)[0]?.text ?? '')).toEqual({ epoch: 'e', partition: 0, prev: 0, last: 1999 });
});

test('nothing journalled is nothing to publish', () => {
  expect(feedMessages('abcd1234', [])).toEqual([]);
});

test('a heartbeat says where the journal of the partition ends', () => {
  const at = (journalPos: number | null) =>
    heartbeat('abcd1234', { partition: 2, next: nextAt(10), recordId: null, journalPos });
  expect(parse(at(8).text)).toEqual({ epoch: 'abcd1234', partition: 2, prev: 8, last: 8 });
  expect(parse(at(null).text)).toEqual({ epoch: 'abcd1234', partition: 2, prev: null, last: null });
});

test('data are told as they were written', () => {
  const dataText = '{ "title":"caf\\u00e9", "priority":-0, "more":[1.0,1e400,9007199254740993] }';
  const event = { ...created({ id: 5, note: 1, version: 1 }), dataText };
  const [output] = feedMessages('abcd1234', [{ partition: 0, pos: 5, prev: 4, author: 'ada', event }]);
  expect(output?.text).toContain(`"data":${dataText}}}]}`);
  expect(parse(output?.text ?? '').entries).toHaveLength(1);
});
