import { type Connection, createClient, IconButton, token, userName } from '@notes/page';
import { useEffect, useMemo } from 'preact/hooks';
import './drawer.css';
import type { FeedStatus } from '@notes/client';
import type { ReadonlySignal } from '@preact/signals';
import { Charts } from './charts.tsx';
import { EventList, Figures, PartitionTable } from './figures.tsx';
import { summaryOf } from './sample.ts';
import { stagesOf } from './stages.ts';
import { openWatch, sourcesOf, type Watch } from './watch.ts';

/** The pipeline, live, from public sources: status, feed, `server_info`. It polls only while it is open. */
export function Drawer({ connection, onClose }: DrawerProps) {
  const watch = useMemo(() => {
    const newcomer = createClient(userName.peek(), token.peek());
    return openWatch(sourcesOf(connection, newcomer));
  }, [connection]);
  useEffect(() => () => watch.close(), [watch]);
  return (
    <section class="hood" aria-labelledby="hood-title">
      <header class="hood-header">
        <h2 id="hood-title">Under the hood</h2>
        <p>
          Each change takes this path: it is appended to the log, projected into the tables, and pushed to every screen.
        </p>
        <IconButton icon="close" label="Close under the hood" onClick={onClose} />
      </header>
      <Pipeline watch={watch} feed={connection.status} />
      <Charts samples={watch.samples} />
      <div class="hood-columns">
        <Figures samples={watch.samples} />
        <PartitionTable status={watch.status} delivered={watch.delivered} />
        <EventList events={watch.events} />
      </div>
    </section>
  );
}

type DrawerProps = { readonly connection: Connection; readonly onClose: () => void };

/** Command, log, projection, feed: the path of a change, and the state of each. */
function Pipeline({ watch, feed }: { watch: Watch; feed: ReadonlySignal<FeedStatus> }) {
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
