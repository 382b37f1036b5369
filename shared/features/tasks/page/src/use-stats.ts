import type { TaskStats } from '@notes/client';
import type { ViewProps } from '@notes/page';
import { useEffect, useState } from 'preact/hooks';
import type { Content } from './content.ts';
import type { ListView } from './route.ts';

/** After an event, the numbers are read again after this time, once for all that happens meanwhile. */
const pauseMs = 1_000;

/** The numbers of tasks, kept up to date; undefined until they are read. If they cannot be read the last ones stay. */
export function useStats({ client, events }: ViewProps<Content, ListView>['workspace']): TaskStats | undefined {
  const [stats, setStats] = useState<TaskStats>();
  useEffect(() => {
    const running = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = (): void => {
      timer = undefined;
      client.tasks.stats({ signal: running.signal }).then(setStats, () => {});
    };
    const stop = events.add((happened) => {
      if (happened.some(({ channel }) => channel === 'tasks')) timer ??= setTimeout(read, pauseMs);
    });
    read();
    return () => {
      stop();
      clearTimeout(timer);
      running.abort();
    };
  }, [client, events]);
  return stats;
}
