import type { FeedEvent, Status } from '@notes/client';
import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { count, milliseconds, rate, type Sample, summaryOf } from './sample.ts';
import { placeOf } from './watch.ts';

const rows = [
  ['Events a second', 'eventsPerSecond', rate],
  ['Records behind the log', 'lag', count],
  ['Your writes, from sending to the screen', 'ownMs', milliseconds],
  ['Events of others, from their time to the screen', 'othersMs', milliseconds],
] as const;

/** What the charts show, in numbers. */
export function Figures({ samples }: { samples: ReadonlySignal<readonly Sample[]> }) {
  return (
    <div class="hood-part">
      <h3 id="hood-figures">The last two minutes</h3>
      <ScrollArea labelledBy="hood-figures">
        <table class="hood-table">
          <thead>
            <tr>
              <th scope="col">Each second</th>
              <th scope="col">Now</th>
              <th scope="col">Median</th>
              <th scope="col">95 %</th>
              <th scope="col">Most</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([title, figure, show]) => {
              const { now, median, p95, max } = summaryOf(samples.value, figure);
              return (
                <tr key={figure}>
                  <th scope="row">{title}</th>
                  <td>{show(now)}</td>
                  <td>{show(median)}</td>
                  <td>{show(p95)}</td>
                  <td>{show(max)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollArea>
      <p class="hood-what">
        Your writes are timed by one clock. Events of others carry the time of the machine that accepted them: where its
        clock and yours differ, the figure is off by as much, and it may be negative.
      </p>
    </div>
  );
}

type Props = { status: ReadonlySignal<Status | undefined>; delivered: ReadonlySignal<ReadonlyMap<number, number>> };

/** Each partition of the log with the offsets of projection and feed. */
export function PartitionTable({ status, delivered }: Props) {
  const partitions = status.value?.partitions ?? [];
  return (
    <div class="hood-part">
      <h3 id="hood-partitions">Partitions</h3>
      <ScrollArea labelledBy="hood-partitions">
        <table class="hood-table">
          <thead>
            <tr>
              <th scope="col">Partition</th>
              <th scope="col">End of the log</th>
              <th scope="col">Projected</th>
              <th scope="col">Behind</th>
              <th scope="col">Last on the feed</th>
            </tr>
          </thead>
          <tbody>
            {partitions.map(({ partition, end, position, lag }) => (
              <tr key={partition} data-behind={lag !== null && lag > 0}>
                <th scope="row">{partition}</th>
                <td>{count(end)}</td>
                <td>{count(position)}</td>
                <td>{count(lag)}</td>
                <td>{count(delivered.value.get(partition) ?? null)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      <p class="hood-what">
        Offsets, from the public status. The feed delivers events only, so it may be below the projection where the last
        records were void.
      </p>
    </div>
  );
}

/** A box that the keyboard can scroll, too; it is named by the heading with the given id. */
function ScrollArea({ labelledBy, children }: { labelledBy: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: nothing within takes the focus, so the keyboard could not scroll it.
    <section class="hood-scroll" aria-labelledby={labelledBy} tabIndex={0}>
      {children}
    </section>
  );
}

/** The newest events, as they are on the wire. The list can be paused, and pauses by itself when an event is opened. */
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
          {stoppedAt === undefined ? 'Pause' : `Resume${missed > 0 ? ` (${missed} newer)` : ''}`}
        </button>
      </div>
      {shown.length === 0 && <p class="hood-what">No events since this was opened. Write something.</p>}
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
