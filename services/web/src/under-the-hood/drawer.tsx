import { useEffect, useMemo } from 'preact/hooks';
import { IconButton } from '../app/icon-button.tsx';
import { createClient } from '../store/create-client.ts';
import { token, userName } from '../store/settings.ts';
import './drawer.css';
import { Charts } from './charts.tsx';
import type { DrawerProps } from './drawer-props.ts';
import { EventList } from './event-list.tsx';
import { Figures } from './figures.tsx';
import { PartitionTable } from './partition-table.tsx';
import { Pipeline } from './pipeline.tsx';
import { openWatch, sourcesOf } from './watch.ts';

/** The pipeline, live, from what anybody may ask the service: status, feed, `server_info`. It asks only while it is open. */
export function Drawer({ client, wire, onClose }: DrawerProps) {
  const watch = useMemo(() => {
    const newcomer = createClient(userName.peek(), token.peek());
    return openWatch(sourcesOf(wire, client, newcomer));
  }, [client, wire]);
  useEffect(() => () => watch.close(), [watch]);
  return (
    <section class="hood" aria-labelledby="hood-title">
      <header class="hood-header">
        <h2 id="hood-title">Under the hood</h2>
        <p>
          Each change goes this way: it is appended to the log, projected into the tables, and pushed to every screen.
        </p>
        <IconButton icon="close" label="Close under the hood" onClick={onClose} />
      </header>
      <Pipeline watch={watch} feed={wire.status} />
      <Charts samples={watch.samples} />
      <div class="hood-columns">
        <Figures samples={watch.samples} />
        <PartitionTable status={watch.status} told={watch.told} />
        <EventList events={watch.events} />
      </div>
    </section>
  );
}
