export { createFeed } from './create-feed.ts';
export type { ChannelNames } from './domain/channel.ts';
export type { CallerHeaders, LogEnds } from './follow/subscriptions.ts';
export type { Method } from './sockets/methods/method.ts';
export { type CallRest, type RestRequest, restMethod } from './sockets/methods/rest-method.ts';
export { payloadReader } from './sockets/read-call.ts';
