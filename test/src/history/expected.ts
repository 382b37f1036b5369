import type { NoteState } from '@notes/features/notes/domain';
import type { Command, Fields } from './attempt.ts';

/** What must come of a change, by the contract. */
export type Expected =
  | { readonly kind: 'event'; readonly type: string; readonly data: unknown }
  | { readonly kind: 'unchanged' | 'not-found' | 'precondition-failed' };

/**
 * What a command on an existing or missing note must come to. Written from the description of the API, and on purpose not
 * with the code of the service that it judges.
 */
export function expected(state: NoteState | undefined, { intent, ifMatch }: Command): Expected {
  const bin = state !== undefined && state.deleted_at !== null;
  if (state === undefined || (bin && intent.kind !== 'restore')) return { kind: 'not-found' };
  if (ifMatch !== undefined && ifMatch !== state.version) return { kind: 'precondition-failed' };
  switch (intent.kind) {
    case 'delete':
      return { kind: 'event', type: 'notes.NoteDeleted.v1', data: {} };
    case 'restore':
      return bin ? { kind: 'event', type: 'notes.NoteRestored.v1', data: {} } : { kind: 'unchanged' };
    case 'replace':
    case 'patch': {
      const wanted = Object.entries(intent.fields) as [keyof Fields, string | number][];
      const changes = wanted.filter(([name, value]) => state[name] !== value);
      if (changes.length === 0) return { kind: 'unchanged' };
      return { kind: 'event', type: 'notes.NoteRevised.v1', data: { changes: Object.fromEntries(changes) } };
    }
    case 'create':
      return { kind: 'precondition-failed' };
  }
}
