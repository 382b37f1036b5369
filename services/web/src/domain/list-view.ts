export const orders = {
  '-updated_at': 'Changed last',
  '-created_at': 'Newest',
  created_at: 'Oldest',
  title: 'Title, A to Z',
  '-priority': 'Highest priority',
  priority: 'Lowest priority',
  created_by: 'Author',
} as const;

export type Order = keyof typeof orders;

/** Which notes are listed, and how. */
export type ListView = {
  readonly search: string;
  readonly author: string;
  readonly priority: number | undefined;
  readonly order: Order;
  readonly bin: boolean;
};

export const everything: ListView = { search: '', author: '', priority: undefined, order: '-updated_at', bin: false };

export const isOrder = (text: string | null): text is Order => text !== null && Object.hasOwn(orders, text);

export const isFiltered = ({ search, author, priority }: ListView): boolean =>
  search !== '' || author !== '' || priority !== undefined;
