import type { ClaimScope, ClaimWriter } from './claims-protocol.ts';
import type { TaskCommand } from './claims-tasks.ts';

const command = (kind: 'create' | 'set', value: string | null): TaskCommand => ({ kind, value });

const createV = command('create', 'v');
const createW = command('create', 'w');
const blank = command('create', null);
const setV = command('set', 'v');
const setW = command('set', 'w');
const clear = command('set', null);
const remove: TaskCommand = { kind: 'delete' };
const restore: TaskCommand = { kind: 'restore' };

/** Writers of the task of this name. */
const of = (task: 'A' | 'B' | 'C', ...commands: readonly TaskCommand[]): ClaimWriter[] =>
  commands.map((each) => ({ task: 'ABC'.indexOf(task), command: each }));

const blanks = { values: ['v'], tasks: [[blank], [blank]], staleness: 0 };
const both = { ...blanks, values: ['v', 'w'] };

/** What is tried, of one value unless it says something else. */
export const scopes = {
  /** One task holds it, gives it up and takes it again; another wants it. */
  had: { ...blanks, tasks: [[createV], [blank]], writers: [...of('A', clear, setV), ...of('B', setV)] },
  three: { ...blanks, writers: [...of('A', setV, clear), ...of('B', setV)] },
  twice: { ...blanks, writers: [...of('A', setV, setV), ...of('B', setV)] },
  back: { ...blanks, writers: [...of('A', setV, clear, setV), ...of('B', setV)] },
  /** A creation is repeated on another instance. */
  repeated: { ...blanks, tasks: [[], []], writers: [...of('A', createV, createV), ...of('B', createV)] },
  creators: {
    ...blanks,
    tasks: [[], [], []],
    writers: [...of('A', createV), ...of('B', createV), ...of('C', createV)],
  },
  /** Two tasks want each other's value. */
  swapped: { ...both, tasks: [[createV], [createW]], writers: [...of('A', setW, clear), ...of('B', setV)] },
  changed: { ...both, tasks: [[createV], [blank]], writers: [...of('A', setW, setV), ...of('B', setV)] },
  moved: { ...both, tasks: [[createV], [blank]], writers: [...of('A', setW), ...of('B', setV, setW)] },
  binned: { ...blanks, tasks: [[createV], [blank]], writers: [...of('A', remove, restore), ...of('B', setV)] },
  restored: {
    ...blanks,
    tasks: [[createV], [blank]],
    writers: [...of('A', remove, restore), ...of('B', setV, remove)],
  },
} satisfies Record<string, ClaimScope>;
