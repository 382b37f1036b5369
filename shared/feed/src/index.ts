export { createFeed } from './create-feed.ts';
export type { ChannelNames } from './domain/channel.ts';
export type { CallerHeaders, LogEnds } from './follow/subscriptions.ts';
export type { Method } from './sockets/methods/method.ts';
export { payloadItems } from './sockets/payload-items.ts';
export { payloadReader } from './sockets/read-call.ts';
export type { Reply } from './sockets/reply-frames.ts';
