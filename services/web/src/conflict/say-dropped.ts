import { type Conflict, conflict as current } from '../store/conflict.ts';
import { say } from '../store/toasts.ts';

/** Says that one's own version is gone, with a way back to the choice. */
export const sayDropped = (conflict: Conflict): void =>
  say('Your version is dropped.', {
    label: 'Show both again',
    run: () => {
      current.value = conflict;
    },
  });
