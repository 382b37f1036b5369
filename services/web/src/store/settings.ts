import { batch, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

const keys = { name: 'notes.name', theme: 'notes.theme', token: 'notes.token' } as const;

/** Storage may be forbidden: then settings last as long as the page. */
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
    // It is in the signal.
  }
}

const kept = () => localStorage;
/** A token is for this tab alone, and gone with it. */
const passing = () => sessionStorage;

const asTheme = (text: string): Theme => (text === 'light' || text === 'dark' ? text : 'system');

/** Who writes, where the service asks for no token. */
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

/** Has the document follow the theme. */
export function applyTheme(): void {
  const { dataset } = document.documentElement;
  if (theme.value === 'system') delete dataset['theme'];
  else dataset['theme'] = theme.value;
}

/** Single keys are in the way of some who speak to their computer: they can be turned off. */
export const shortcuts = signal(read(kept, 'notes.shortcuts') !== 'off');

export function saveShortcuts(isOn: boolean): void {
  shortcuts.value = isOn;
  write(kept, 'notes.shortcuts', isOn ? '' : 'off');
}
