import { parameter, routingOf } from '@notes/page/subjects';

export const orders = {
  '-updated_at': { keys: ['-updated_at'], name: 'Changed last' },
  '-created_at': { keys: ['-created_at'], name: 'Newest' },
  created_at: { keys: ['created_at'], name: 'Oldest' },
  title: { keys: ['title'], name: 'Title, A to Z' },
  '-priority': { keys: ['-priority'], name: 'Highest priority' },
  priority: { keys: ['priority'], name: 'Lowest priority' },
  created_by: { keys: ['created_by'], name: 'Author' },
} as const;

export type Order = keyof typeof orders;

/** Which notes are listed, and in which order. */
export type ListView = {
  readonly search: string;
  readonly author: string;
  readonly priority: number | undefined;
  readonly order: Order;
  readonly bin: boolean;
};

/** The addresses of the notes, with the parameters of the API. */
export const routing = routingOf<ListView>({
  list: '/',
  one: '/notes/',
  initial: { search: '', author: '', priority: undefined, order: '-updated_at', bin: false },
  parameters: {
    bin: parameter.flag('deleted'),
    search: parameter.text('search'),
    author: parameter.text('created_by'),
    priority: parameter.integer('priority'),
    order: parameter.oneOf('order_by', orders),
  },
});
