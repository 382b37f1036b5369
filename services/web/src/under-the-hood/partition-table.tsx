import type { Status } from '@notes/client';
import type { ReadonlySignal } from '@preact/signals';
import { count } from './format.ts';
import { ScrollArea } from './scroll-area.tsx';

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
