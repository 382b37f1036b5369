import type { Entry } from './entry.ts';

/** What the gateway itself has to say on a channel. No pattern filters these. */
export type SystemEvent = '$caught_up' | '$behind' | '$position';

const opening = (channel: string): string => `{"channel":${JSON.stringify(channel)},`;

/** The frame that pushes an event on a channel. Built once for all subscribers of the channel. */
export const eventFrame = (channel: string, { body }: Entry): Buffer =>
  Buffer.concat([Buffer.from(opening(channel)), body]);

/** `position` covers all that was sent on the channel. */
export const systemFrame = (channel: string, event: SystemEvent, position: string): Buffer =>
  Buffer.from(`${opening(channel)}"event":"${event}","data":{},"position":"${position}"}`);
