import type { PastEvent } from '@notes/client';

/** A note's history with further events. What it has already is passed over, and so is what would leave a gap. */
export function appendEvents(events: readonly PastEvent[], further: readonly PastEvent[]): readonly PastEvent[] {
  const all = [...events];
  for (const event of further) if (event.version === (all.at(-1)?.version ?? 0) + 1) all.push(event);
  return all.length === events.length ? events : all;
}
