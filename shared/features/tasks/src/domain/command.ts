import type { Command } from '@notes/kernel';
import type { TaskFields } from '../contract/index.ts';

/** What a client sets of a task. `true`: done, now or whenever it was done already. */
export type WantedFields = Omit<TaskFields, 'done_at'> & { readonly done_at: string | true | null };

/** What a caller wants of one task. `now` is in ms since 1970. */
export type TaskCommand = Command<WantedFields> & { readonly now: number };
