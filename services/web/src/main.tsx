import './styles/tokens.css';
import { createNotesClient, type FeedStatus } from '@notes/client';
import { signal } from '@preact/signals';
import { render } from 'preact';
import { Lazy } from './app/lazy.tsx';
import type { DrawerProps } from './under-the-hood/drawer-props.ts';

const client = createNotesClient({ url: location.origin });
const status = signal<FeedStatus>(client.feed.status);
const drawer: DrawerProps = {
  client,
  wire: { status, onEvents: () => () => {}, onOwnWrite: () => () => {} },
  onClose: () => {},
};

const root = document.getElementById('app');
const loadDrawer = () => import('./under-the-hood/drawer.tsx').then(({ Drawer }) => Drawer);
if (root !== null) render(<Lazy load={loadDrawer} props={drawer} />, root);
