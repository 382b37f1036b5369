export { createFeed } from './create-feed.ts';
export type { CallerHeaders, LogEnds } from './follow/subscriptions.ts';
export type { CallRest, RestRequest } from './sockets/methods/rest-method.ts';
export { restMethods } from './sockets/methods/rest-methods.ts';
