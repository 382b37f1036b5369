import { applyChanges, changeOf, foldHistory, type Knowledge } from '@notes/page/subjects';
import { expect, test } from 'vitest';
import type { Content } from './content.ts';
import { eventOf } from './events.ts';
import { created, deleted, restored, revised } from './testing/sample-note.ts';

const nothing: Knowledge<Content> = new Map();
const history = [created('a'), revised('a', 2, 'B'), deleted('a', 3), restored('a', 4), revised('a', 5, 'C')];
const events = history.map(eventOf);

test('events make of a note what its history makes of it, at each version', () => {
  for (const { version } of history) {
    const { knowledge } = applyChanges(nothing, events.slice(0, version).map(changeOf));
    expect(knowledge.get('a')?.subject).toEqual(foldHistory(events, version));
  }
  expect(foldHistory(events, 3)).toMatchObject({ title: 'B', version: 3, deleted_at: history[2]?.time });
  expect(foldHistory(events)).toMatchObject({ title: 'C', description: '', priority: 0, version: 5 });
  expect(foldHistory(events)).not.toHaveProperty('deleted_at');
});
