import { PublishPayload } from '@notes/contracts';
import { ProblemError } from '@notes/service';
import { isRoom } from '../../rooms/is-room.ts';
import type { Rooms } from '../../rooms/rooms.ts';
import { payloadReader } from '../read-call.ts';
import type { Method } from './method.ts';

const read = payloadReader(PublishPayload);

/** Says something to all who are in a room now. Whoever publishes need not be in it, and gets it, too, if they are. */
export const publish = (rooms: Rooms): Method => ({
  scope: 'notes:write',
  async perform(_context, payload) {
    const { channel, event = '', data } = read(payload);
    if (!isRoom(channel)) throw new ProblemError('forbidden', 'Only in rooms:<name> may anybody publish.');
    if (event.startsWith('$')) throw new ProblemError('forbidden', 'Events that begin with $ are the gateway’s own.');
    await rooms.publish({ channel, event, data });
    return { result: { channel, event, data } };
  },
});
