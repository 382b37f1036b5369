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

/** Which notes are listed, and in which order. */
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
/** What is shown: which notes are listed, and which one is open, or `new`. */
export type Route = { readonly view: ListView; readonly open: string | undefined };

const prefix = '/notes/';
const longestSafeText = /^-?\d{1,10}$/;

/** Reads an address. Invalid parameters are ignored, so that every address shows something. */
export function readRoute(path: string, query: string): Route {
  const parameters = new URLSearchParams(query);
  const order = parameters.get('order_by');
  const priority = parameters.get('priority') ?? '';
  const view: ListView = {
    search: parameters.get('search') ?? '',
    author: parameters.get('created_by') ?? '',
    priority: longestSafeText.test(priority) ? Number(priority) : undefined,
    order: isOrder(order) ? order : everything.order,
    bin: parameters.get('deleted') === 'true',
  };
  const open = path.startsWith(prefix) ? path.slice(prefix.length).replace(/\/$/, '') : '';
  return { view, open: open === '' ? undefined : open };
}

/** The address of a route: with the parameters of the API, without defaults. */
export function writeRoute({ view, open }: Route): string {
  const parameters = new URLSearchParams();
  if (view.bin) parameters.set('deleted', 'true');
  if (view.search !== '') parameters.set('search', view.search);
  if (view.author !== '') parameters.set('created_by', view.author);
  if (view.priority !== undefined) parameters.set('priority', String(view.priority));
  if (view.order !== everything.order) parameters.set('order_by', view.order);
  const query = parameters.size === 0 ? '' : `?${parameters}`;
  return `${open === undefined ? '/' : `${prefix}${open}`}${query}`;
}
