import type { Method } from './method.ts';
import { ping } from './ping.ts';
import { subscribe } from './subscribe.ts';
import { unsubscribe } from './unsubscribe.ts';

/** Every method that a socket can call, by name. */
export const allMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['subscribe', subscribe],
  ['unsubscribe', unsubscribe],
  ['ping', ping],
]);
