import { address, navigate, notify } from '@notes/page';
import { Drafts } from '@notes/page/subjects';
import { computed, signal } from '@preact/signals';
import { type AnyNote, type Content, emptyContent } from './content.ts';
import { type ListView, type Route, readRoute, writeRoute } from './route.ts';

/** What is shown, by the address. */
export const route = computed<Route>(() => {
  const { pathname, search } = new URL(`${location.origin}${address.value}`);
  return readRoute(pathname, search);
});

/** The address of what is shown after a change. */
export const addressOf = (change: Partial<Route>): string => writeRoute({ ...route.value, ...change });

/** Shows a note, or none, as a new entry of the browser's history or in place of the current one. */
export const open = (id: string | undefined, how?: 'push' | 'replace'): void => navigate(addressOf({ open: id }), how);

/** Changes the filters in place: to go back through the letters of a search would be tedious. */
export const changeView = (change: Partial<ListView>): void =>
  navigate(addressOf({ view: { ...route.value.view, ...change } }), 'replace');

/** Keeps the order, and whether it is the bin. */
export const clearFilters = (): void => changeView({ search: '', author: '', priority: undefined });

/** The element id of the search field. */
export const searchId = 'search';

export const isHistoryOpen = signal(false);

export const drafts = new Drafts<Content>(emptyContent, open);

/** A change that came too late. */
export type Conflict = {
  readonly id: string;
  /** The version that both changes are based on. */
  readonly base: Content;
  readonly mine: Content;
  /** Undefined: the note is deleted. */
  readonly theirs: AnyNote | undefined;
};

/** The conflict that the user is to resolve. */
export const conflict = signal<Conflict | undefined>(undefined);

/** Reports that the user's version is discarded, with a way back to the choice. */
export const reportDiscarded = (discarded: Conflict): void =>
  notify('Your version was discarded.', {
    label: 'Show both again',
    run: () => {
      conflict.value = discarded;
    },
  });
