import { signal } from '@preact/signals';
import type { ListView } from '../domain/list-view.ts';
import { type Route, readRoute, writeRoute } from '../domain/route.ts';

const here = (): Route => readRoute(location.pathname, location.search);

/** Where one is; follows the browser's history. */
export const route = signal<Route>(here());

addEventListener('popstate', () => {
  route.value = here();
});

/** Goes elsewhere, as a new entry of the browser's history or in place of this one. */
export function navigate(to: Partial<Route>, how: 'push' | 'replace' = 'push'): void {
  const next = { ...route.value, ...to };
  const address = writeRoute(next);
  if (address === `${location.pathname}${location.search}`) return;
  if (how === 'push') history.pushState(null, '', address);
  else history.replaceState(null, '', address);
  route.value = next;
}

/** Filters replace each other: nobody wants to go back through letters of a search. */
export const changeView = (change: Partial<ListView>): void =>
  navigate({ view: { ...route.value.view, ...change } }, 'replace');

/** Leaves the order, and whether it is the bin. */
export const clearFilters = (): void => changeView({ search: '', author: '', priority: undefined });

/** Takes over plain clicks on links of this page; a new tab, or a download, stays the browser's. */
export function followLink(event: MouseEvent, to: Partial<Route>): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  event.preventDefault();
  navigate(to);
}
