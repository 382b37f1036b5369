import { signal } from '@preact/signals';

export type Toast = {
  readonly id: number;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
};

/** More would cover what one works on. */
const most = 3;

let nextId = 1;

/** Short messages about what was done, newest last. */
export const toasts = signal<readonly Toast[]>([]);

export function say(text: string, action?: Toast['action']): void {
  toasts.value = [...toasts.value.slice(1 - most), { id: nextId, text, action }];
  nextId += 1;
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}
