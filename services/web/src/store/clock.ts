import { signal } from '@preact/signals';

const tickMs = 20_000;

/** The time, as far as "3 min ago" needs it. */
export const now = signal(Date.now());

setInterval(() => {
  now.value = Date.now();
}, tickMs);
