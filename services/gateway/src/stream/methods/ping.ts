import { NoPayload } from '@notes/contracts';
import { payloadReader } from '../read-call.ts';
import type { Method } from './method.ts';

const read = payloadReader(NoPayload);

/** Proves that the gateway lives, for clients that cannot send the pings of the protocol. */
export const ping: Method = {
  perform(_context, payload) {
    read(payload);
    return { result: {} };
  },
};
