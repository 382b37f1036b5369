export { Announcer } from './announcer.tsx';
export {
  type Connection,
  connect,
  createClient,
  type OwnWrite,
  type View,
  type Wire,
  type Workspace,
} from './connection.ts';
export { FormField, Icon, IconButton, Lazy, RelativeTime } from './controls.tsx';
export { fillIn, followFeed, type TimedEvent } from './follow-feed.ts';
export { keyHandler, type Shortcuts, useShortcuts } from './keys.ts';
export { LineDiff } from './line-diff.tsx';
export { focusNeighbour, focusRequest, moveFocus, useRowFocus, useScroll } from './list.ts';
export { address, dialog, headingId, isHoodOpen, isNarrow, Link, navigate } from './location.tsx';
export { describeError, dismiss, needsToken, say, type Toast, toasts } from './messages.ts';
export { Modal } from './modal.tsx';
export { describeVisitors, visit, visitors } from './presence.ts';
export {
  applyTheme,
  saveIdentity,
  saveShortcuts,
  saveTheme,
  shortcuts,
  type Theme,
  theme,
  token,
  userName,
} from './settings.ts';
export { exactTime } from './time.ts';
