import type { FeedStatus } from '@notes/client';
import { useEffect, useState } from 'preact/hooks';
import { everything } from '../domain/list-view.ts';
import type { Workspace } from '../store/create-workspace.ts';
import { needsToken } from '../store/say-error.ts';
import { saveTheme, type Theme, theme, userName } from '../store/settings.ts';
import { IconButton } from './icon.tsx';
import { Link } from './link.tsx';
import { dialog, isHoodOpen } from './panels.ts';

const nextTheme: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

export const Header = ({ workspace }: { readonly workspace: Workspace }) => (
  <header class="top">
    <h1>
      <Link to={{ view: everything, open: undefined }}>Notes</Link>
    </h1>
    <ConnectionBadge status={workspace.status.value} />
    <Unsaved workspace={workspace} />
    <div class="top-actions">
      <IconButton
        icon="pulse"
        label="Under the hood"
        pressed={isHoodOpen.value}
        onClick={() => {
          isHoodOpen.value = !isHoodOpen.value;
        }}
      />
      <IconButton
        icon={theme.value}
        label={`Theme: ${theme.value}`}
        onClick={() => saveTheme(nextTheme[theme.value])}
      />
      <IconButton icon="keys" label="Keys" onClick={() => (dialog.value = 'help')} />
      <IconButton
        icon="person"
        label={userName.value === '' ? 'You' : `You: ${userName.value}`}
        onClick={() => (dialog.value = 'settings')}
      />
    </div>
  </header>
);

function Unsaved({ workspace: { store, queue } }: { readonly workspace: Workspace }) {
  const failed = store.writes.value.filter(({ state }) => state === 'failed').length;
  if (failed === 0) return null;
  return (
    <p class="unsaved" role="status">
      {failed} not saved yet{' '}
      <button type="button" class="button quiet" onClick={() => queue.resend()}>
        Send now
      </button>
    </p>
  );
}

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
function ConnectionBadge({ status }: { readonly status: FeedStatus }) {
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
