import type { Status } from '@notes/client';
import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { count, milliseconds, rate, type Sample, summaryOf } from './sample.ts';

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
        Your writes are timed by one clock. Events of others carry the time of the machine that decided them: where its
        clock and yours differ, so does the figure, and it may be negative.
      </p>
    </div>
  );
}

type Props = { status: ReadonlySignal<Status | undefined>; told: ReadonlySignal<ReadonlyMap<number, number>> };

/** Each partition of the log, and how far projection and feed are in it. */
export function PartitionTable({ status, told }: Props) {
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
                <td>{count(told.value.get(partition) ?? null)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      <p class="hood-what">
        Offsets, as everybody may ask for them. The feed tells of events only, so it may stand below the projection
        where the last records were void.
      </p>
    </div>
  );
}

/** What may be larger than its place: the keyboard can scroll it, and it has the name of the heading whose id is given. */
export function ScrollArea({ labelledBy, children }: { labelledBy: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: nothing within takes the focus, so the keyboard could not scroll it.
    <section class="hood-scroll" aria-labelledby={labelledBy} tabIndex={0}>
      {children}
    </section>
  );
}
