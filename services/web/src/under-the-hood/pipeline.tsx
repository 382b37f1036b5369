import type { FeedStatus } from '@notes/client';
import type { ReadonlySignal } from '@preact/signals';
import { summaryOf } from './sample.ts';
import { stagesOf } from './stages.ts';
import type { Watch } from './watch.ts';

/** Command, log, projection, feed: where a change goes, and how each is. */
export function Pipeline({ watch, feed }: { watch: Watch; feed: ReadonlySignal<FeedStatus> }) {
  const samples = watch.samples.value;
  const stages = stagesOf({
    status: watch.status.value,
    trouble: watch.trouble.value,
    sockets: watch.sockets.value,
    feed: feed.value,
    sample: samples.at(-1),
    ownMs: summaryOf(samples, 'ownMs').median,
  });
  return (
    <ol class="hood-pipeline">
      {stages.map(({ name, what, figure, detail, tone }) => (
        <li key={name} class="hood-stage" data-tone={tone}>
          <h3>{name}</h3>
          <p class="hood-figure">{figure}</p>
          <p>{detail}</p>
          <p class="hood-what">{what}</p>
        </li>
      ))}
    </ol>
  );
}
