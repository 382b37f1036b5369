import { batch, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

const keys = { name: 'notes.name', theme: 'notes.theme', token: 'notes.token' } as const;

/** Storage may be disabled: settings then last as long as the page. */
function read(storage: () => Storage, key: string): string {
  try {
    return storage().getItem(key) ?? '';
  } catch {
    return '';
  }
}

function write(storage: () => Storage, key: string, value: string): void {
  try {
    if (value === '') storage().removeItem(key);
    else storage().setItem(key, value);
  } catch {
    // The signal has it.
  }
}

const kept = () => localStorage;
/** A token lasts as long as the tab. */
const passing = () => sessionStorage;

const asTheme = (text: string): Theme => (text === 'light' || text === 'dark' ? text : 'system');

/** The user's name, where the service requires no token. */
export const userName = signal(read(kept, keys.name));
export const token = signal(read(passing, keys.token));
export const theme = signal<Theme>(asTheme(read(kept, keys.theme)));

export function saveIdentity(name: string, newToken: string): void {
  batch(() => {
    userName.value = name;
    token.value = newToken;
  });
  write(kept, keys.name, name);
  write(passing, keys.token, newToken);
}

export function saveTheme(chosen: Theme): void {
  theme.value = chosen;
  write(kept, keys.theme, chosen === 'system' ? '' : chosen);
}

/** Applies the theme to the document. */
export function applyTheme(): void {
  const { dataset } = document.documentElement;
  if (theme.value === 'system') delete dataset['theme'];
  else dataset['theme'] = theme.value;
}

/** For developers, set by hand: `localStorage['notes.traces'] = 'on'`. Read once. */
export const tracesWrites: boolean = read(kept, 'notes.traces') === 'on';

/** Single-key shortcuts disturb users of speech input, so they can be turned off. */
export const shortcuts = signal(read(kept, 'notes.shortcuts') !== 'off');

export function saveShortcuts(isOn: boolean): void {
  shortcuts.value = isOn;
  write(kept, 'notes.shortcuts', isOn ? '' : 'off');
}
