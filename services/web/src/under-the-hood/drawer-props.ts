import type { NotesClient } from '@notes/client';
import type { Wire } from '../store/wire.ts';

export type DrawerProps = { readonly client: NotesClient; readonly wire: Wire; readonly onClose: () => void };
