import { NoPayload } from '@notes/contracts';
import type { Gateways } from '../gateways.ts';
import { payloadReader } from '../read-call.ts';
import type { Method } from './method.ts';

const read = payloadReader(NoPayload);

/** How many are connected and to what, over all gateways; with Redis away over this one. */
export const serverInfo = (gateways: Gateways): Method => ({
  scope: 'notes:read',
  async perform(_context, payload) {
    read(payload);
    return { result: await gateways.info() };
  },
});
