import type { FeedEvent } from '@notes/client';
import type { ReadonlySignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { ScrollArea } from './figures.tsx';
import { placeOf } from './watch.ts';

/** The newest events, as they are on the wire. It can be stopped to look at one, and stops by itself when one is opened. */
export function EventList({ events }: { events: ReadonlySignal<readonly FeedEvent[]> }) {
  const [stoppedAt, stopAt] = useState<readonly FeedEvent[]>();
  const shown = stoppedAt ?? events.value;
  const missed = stoppedAt === undefined ? 0 : events.value.filter((event) => !stoppedAt.includes(event)).length;
  const stop = () => stopAt((at) => at ?? events.value);
  return (
    <div class="hood-part">
      <div class="hood-bar">
        <h3 id="hood-events">Events on the wire</h3>
        <button type="button" class="button hood-button" onClick={stoppedAt ? () => stopAt(undefined) : stop}>
          {stoppedAt === undefined ? 'Pause' : `Go on${missed > 0 ? ` (${missed} newer)` : ''}`}
        </button>
      </div>
      {shown.length === 0 && <p class="hood-what">Nothing has happened since this was opened. Write a note.</p>}
      <ScrollArea labelledBy="hood-events">
        <ol class="hood-events">
          {shown.toReversed().map((event) => (
            <WireEvent key={event.position} event={event} onOpen={stop} />
          ))}
        </ol>
      </ScrollArea>
    </div>
  );
}

function WireEvent({ event, onOpen }: { event: FeedEvent; onOpen: () => void }) {
  const [isOpen, setOpen] = useState(false);
  const place = placeOf(event.position);
  return (
    <li>
      <details
        open={isOpen}
        onToggle={({ currentTarget: { open } }) => {
          setOpen(open);
          if (open) onOpen();
        }}
      >
        <summary>
          <code>{event.event}</code> v{event.data.version} by {event.data.actor}
          <span class="hood-place">{place && `${place.partition} · ${place.offset}`}</span>
        </summary>
        {isOpen && <pre>{JSON.stringify(event, null, 2)}</pre>}
      </details>
    </li>
  );
}
