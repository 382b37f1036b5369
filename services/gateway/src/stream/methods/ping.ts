import type { Reply } from '../reply-frames.ts';

/** Proves that the gateway lives, for clients that cannot send the pings of the protocol. */
export const ping = (): Reply => ({ result: {} });
