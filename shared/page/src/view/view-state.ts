import { computed, signal } from '@preact/signals';
import { address, navigate } from '../location.tsx';
import { notify } from '../messages.ts';
import { Drafts, type ListChoice, type Route } from '../subjects/index.ts';
import type { Conflict, ResourceView, ViewState } from './resource-view.ts';

/** The element id of the search field. */
export const searchId = 'search';

export function createViewState<C extends object, V extends ListChoice>({
  routing,
  empty,
}: Pick<ResourceView<C, V>, 'routing' | 'empty'>): ViewState<C, V> {
  const route = computed<Route<V>>(() => {
    const { pathname, search } = new URL(`${location.origin}${address.value}`);
    return routing.read(pathname, search);
  });
  const conflict = signal<Conflict<C> | undefined>(undefined);
  const addressOf = (change: Partial<Route<V>>): string => routing.write({ ...route.value, ...change });
  const open = (id: string | undefined, how?: 'push' | 'replace'): void => navigate(addressOf({ open: id }), how);
  const changeView = (change: Partial<V>): void =>
    navigate(addressOf({ view: { ...route.value.view, ...change } }), 'replace');
  return {
    ...{ route, conflict, addressOf, open, changeView },
    drafts: new Drafts<C>(empty, open),
    isHistoryOpen: signal(false),
    clearFilters: () => changeView(routing.unfiltered(route.value.view)),
    reportDiscarded: (discarded) =>
      notify('Your version was discarded.', {
        label: 'Show both again',
        run: () => {
          conflict.value = discarded;
        },
      }),
  };
}
