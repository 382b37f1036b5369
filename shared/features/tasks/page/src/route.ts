import { parameter, routingOf } from '@notes/page/subjects';

export const orders = {
  due: { keys: ['due', '-severity'], name: 'Due first' },
  '-severity': { keys: ['-severity', 'due'], name: 'Highest severity' },
  '-updated_at': { keys: ['-updated_at'], name: 'Changed last' },
  '-created_at': { keys: ['-created_at'], name: 'Newest' },
  title: { keys: ['title'], name: 'Title, A to Z' },
  assignee: { keys: ['assignee', 'due'], name: 'Assignee' },
} as const;

export type Order = keyof typeof orders;

export const states = { open: 'Open', overdue: 'Overdue', done: 'Done', all: 'All' } as const;
export type State = keyof typeof states;

export const typeFilters = { '': 'Any type', todo: 'To-dos', issue: 'Issues' } as const;
export type TypeFilter = keyof typeof typeFilters;

/** In place of a name: nobody has the task. */
export const nobody = 'null';

/** Which tasks are listed, and in which order. */
export type ListView = {
  readonly search: string;
  readonly state: State;
  readonly type: TypeFilter;
  /** A name, `nobody`, or empty for anyone. */
  readonly assignee: string;
  /** At least this. */
  readonly severity: number | undefined;
  readonly order: Order;
  readonly bin: boolean;
};

/** A list as it is read. `asOf`: what is due before this is overdue. */
export type TimedView = ListView & { readonly asOf?: string };

/** The addresses of the tasks, with the parameters of the API but for the state. */
export const routing = routingOf<ListView>({
  list: '/tasks',
  one: '/tasks/',
  initial: { search: '', state: 'open', type: '', assignee: '', severity: undefined, order: 'due', bin: false },
  parameters: {
    bin: parameter.flag('deleted'),
    search: parameter.text('search'),
    state: parameter.oneOf('state', states),
    type: parameter.oneOf('type', typeFilters),
    assignee: parameter.text('assignee'),
    severity: parameter.integer('severity:ge'),
    order: parameter.oneOf('order_by', orders),
  },
});

const minuteMs = 60_000;

/** What is overdue changes with the time, from minute to minute. */
export const atTime = (view: ListView, nowMs: number): TimedView =>
  view.state === 'overdue' ? { ...view, asOf: new Date(Math.floor(nowMs / minuteMs) * minuteMs).toISOString() } : view;
