import { everything, isOrder, type ListView } from './list-view.ts';

/** Where one is: which notes are listed, and which one is open, or that a new one is written. */
export type Route = { readonly view: ListView; readonly open: string | undefined };

/** The address of a new note, in place of an id. */
export const newNote = 'new';

const prefix = '/notes/';
const longestSafeText = /^-?\d{1,10}$/;

/** Reads an address. What makes no sense in it is passed over, so that every address shows something. */
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

/** The address of a route: with the names that the API uses, and without what goes without saying. */
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
