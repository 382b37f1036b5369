import { Lazy } from '../app/lazy.tsx';
import { ListPane } from '../list/list-pane.tsx';
import { NotePane } from '../note/note-pane.tsx';
import { TokenBanner } from '../settings/token-banner.tsx';
import { conflict } from '../store/conflict.ts';
import { route } from '../store/location.ts';
import { workspace as current } from '../store/workspace.ts';
import { Announcer } from './announcer.tsx';
import { Header } from './header.tsx';
import { dialog, isHoodOpen } from './panels.ts';
import { ToastRegion } from './toast-region.tsx';
import { usePage } from './use-page.ts';
import { useShortcuts } from './use-shortcuts.ts';

const loadDrawer = () => import('../under-the-hood/drawer.tsx').then(({ Drawer }) => Drawer);
const loadConflict = () => import('../conflict/conflict-dialog.tsx').then(({ ConflictDialog }) => ConflictDialog);
const loadHelp = () => import('./help-dialog.tsx').then(({ HelpDialog }) => HelpDialog);
const loadSettings = () => import('../settings/settings-dialog.tsx').then(({ SettingsDialog }) => SettingsDialog);

const closeDialog = (): void => {
  dialog.value = undefined;
};
const closeHood = (): void => {
  isHoodOpen.value = false;
};

/** The whole page. */
export function App() {
  const workspace = current.value;
  const { client, wire, store } = workspace;
  const { open } = route.value;
  useShortcuts(workspace);
  usePage(workspace);
  return (
    <div class="app" data-open={open !== undefined}>
      <a class="skip" href="#main">
        Skip to the notes
      </a>
      <Header workspace={workspace} />
      <TokenBanner />
      <main id="main" class="panes" tabIndex={-1}>
        <ListPane workspace={workspace} />
        <NotePane workspace={workspace} id={open} />
      </main>
      {isHoodOpen.value && <Lazy load={loadDrawer} props={{ client, wire, onClose: closeHood }} />}
      <ToastRegion />
      <Announcer fresh={store.fresh} />
      {dialog.value === 'help' && <Lazy load={loadHelp} props={{ onClose: closeDialog }} />}
      {dialog.value === 'settings' && <Lazy load={loadSettings} props={{ onClose: closeDialog }} />}
      {conflict.value && (
        <Lazy load={loadConflict} props={{ conflict: conflict.value, commands: workspace.commands }} />
      )}
    </div>
  );
}
