import { address, dialog, isHoodOpen, Lazy } from '@notes/page';
import { caller, views } from './caller.ts';
import { Header } from './header.tsx';
import { ToastRegion, TokenBanner } from './notices.tsx';

const loadDrawer = () => import('./under-the-hood/drawer.tsx').then(({ Drawer }) => Drawer);
const loadHelp = () => import('./help-dialog.tsx').then(({ HelpDialog }) => HelpDialog);
const loadSettings = () => import('./settings-dialog.tsx').then(({ SettingsDialog }) => SettingsDialog);

const closeDialog = (): void => {
  dialog.value = undefined;
};
const closeHood = (): void => {
  isHoodOpen.value = false;
};

/** The whole page: the frame, and the view of the address. */
export function App() {
  const { connection, workspaces } = caller.value;
  const at = views.findLastIndex(({ path }) => address.value.startsWith(path));
  const [view, workspace] = [views[at], workspaces[at]];
  if (view === undefined || workspace === undefined) return null;
  const { Panes } = workspace;
  return (
    <div class="app">
      <a class="skip" href="#main">
        Skip to the {view.name.toLowerCase()}
      </a>
      <Header view={view} status={connection.status.value} workspaces={workspaces} />
      <TokenBanner />
      <Panes />
      {isHoodOpen.value && <Lazy load={loadDrawer} props={{ connection, onClose: closeHood }} />}
      <ToastRegion />
      {dialog.value === 'help' && <Lazy load={loadHelp} props={{ keys: view.keys, onClose: closeDialog }} />}
      {dialog.value === 'settings' && <Lazy load={loadSettings} props={{ onClose: closeDialog }} />}
    </div>
  );
}
