import type { FeedStatus } from '@notes/client';
import {
  Button,
  dialog,
  IconButton,
  isHoodOpen,
  Link,
  needsToken,
  saveTheme,
  type Theme,
  theme,
  userName,
  type View,
  type Workspace,
} from '@notes/page';
import { useEffect, useState } from 'preact/hooks';
import { views } from './caller.ts';

const nextTheme: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

type Props = { readonly view: View; readonly status: FeedStatus; readonly workspaces: readonly Workspace[] };

export const Header = ({ view, status, workspaces }: Props) => (
  <header class="top">
    <h1>
      <Link href="/">
        <img src="/favicon.svg" alt="Notes" width="24" height="24" />
      </Link>
    </h1>
    {views.length > 1 && <Menu view={view} />}
    <ConnectionBadge status={status} />
    <Unsaved workspaces={workspaces} />
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

const Menu = ({ view }: Pick<Props, 'view'>) => (
  <nav class="tabs" aria-label="Views">
    {views.map((one) => (
      <Link key={one.path} href={one.path} current={one === view}>
        {one.name}
      </Link>
    ))}
  </nav>
);

function Unsaved({ workspaces }: Pick<Props, 'workspaces'>) {
  const failed = workspaces.reduce((sum, { unsaved }) => sum + unsaved.value, 0);
  if (failed === 0) return null;
  const resend = (): void => {
    for (const workspace of workspaces) workspace.resend();
  };
  return (
    <p class="unsaved" role="status">
      {failed} not saved yet{' '}
      <Button kind="quiet" onClick={resend}>
        Send now
      </Button>
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

/** Whether the page is up to date. */
function ConnectionBadge({ status }: Pick<Props, 'status'>) {
  return (
    <p class="badge" data-state={status.state}>
      <span role="status">{needsToken.value ? words.closed : words[status.state]}</span>
      {status.state === 'reconnecting' && <Countdown key={status.inMs} ms={status.inMs} />}
    </p>
  );
}

/** Hidden from screen readers: it changes every second. */
function Countdown({ ms }: { readonly ms: number }) {
  const [left, setLeft] = useState(Math.ceil(ms / 1_000));
  useEffect(() => {
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <span aria-hidden="true">{left > 0 ? ` in ${left} s` : ' now'}</span>;
}
