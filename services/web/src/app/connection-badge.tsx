import type { FeedStatus } from '@notes/client';
import { useEffect, useState } from 'preact/hooks';
import { needsToken } from '../store/say-error.ts';

const words: Readonly<Record<FeedStatus['state'], string>> = {
  idle: 'Connecting',
  connecting: 'Connecting',
  'catching-up': 'Catching up',
  live: 'Live',
  reconnecting: 'Reconnecting',
  offline: 'Offline',
  closed: 'Not connected',
};

/** Whether what one sees is up to date. */
export function ConnectionBadge({ status }: { readonly status: FeedStatus }) {
  return (
    <p class="badge" data-state={status.state}>
      <span role="status">{needsToken.value ? words.closed : words[status.state]}</span>
      {status.state === 'reconnecting' && <Countdown key={status.inMs} ms={status.inMs} />}
    </p>
  );
}

/** Not read aloud: it changes every second. */
function Countdown({ ms }: { readonly ms: number }) {
  const [left, setLeft] = useState(Math.ceil(ms / 1_000));
  useEffect(() => {
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <span aria-hidden="true">{left > 0 ? ` in ${left} s` : ' now'}</span>;
}
