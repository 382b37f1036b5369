import { signal } from '@preact/signals';

/** Which dialog is open, of those that are opened by hand. */
export const dialog = signal<'help' | 'settings' | undefined>(undefined);

export const isHoodOpen = signal(false);
export const isHistoryOpen = signal(false);

const narrow = matchMedia('(width < 48rem)');

/** Whether list and note take turns, as in layout.css. */
export const isNarrow = (): boolean => narrow.matches;
