import type { Draft } from './aggregate.ts';
import type { Chain } from './chain.ts';
import type { Stamp } from './event.ts';
import { lastVersion } from './read-record.ts';

/** What the world adds to a draft. `now` is in ms since 1970. */
export type DraftStamp = {
  readonly eventId: string;
  readonly subject: string;
  readonly commandId: string;
  readonly fingerprint: string;
  readonly actor: string;
  readonly traceparent: string | undefined;
  readonly now: number;
};

/**
 * The event that continues a chain: next version, the head's event as its predecessor, and a time that is later than the
 * last one by at least a millisecond, so that the times of a subject strictly increase whatever the clocks do.
 */
export function stampEvent<D extends Draft>(chain: Chain | undefined, draft: D, stamp: DraftStamp): Stamp & D {
  const last = chain?.state === undefined ? 0 : Date.parse(chain.state.updated_at);
  return {
    id: stamp.eventId,
    subject: stamp.subject,
    version: (chain?.head.version ?? 0) + 1,
    previous: chain?.head.eventId,
    commandId: stamp.commandId,
    fingerprint: stamp.fingerprint,
    actor: stamp.actor,
    time: new Date(Math.max(stamp.now, last + 1)).toISOString(),
    traceparent: stamp.traceparent,
    ...draft,
  };
}

/** The latest time that an event can have. */
const lastMs = Date.parse('9999-12-31T23:59:59.999Z');

/** Whether nothing can continue the chain: no version, or no time, that readers take comes after its last one. */
export const isExhausted = ({ head, state }: Chain): boolean =>
  head.version >= lastVersion || (state !== undefined && Date.parse(state.updated_at) >= lastMs);
