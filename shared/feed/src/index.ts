export { createFeed } from './create-feed.ts';
export type { CallerHeaders, LogEnds } from './follow/subscriptions.ts';
export { type CallRest, restMethods } from './sockets/methods/rest-methods.ts';
