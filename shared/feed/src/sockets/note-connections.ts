import type { Readiness } from '@notes/service';

/**
 * Shows under one name how several connections to one server are: `ok` when all are, else the first other state. Returns
 * what takes the states of one more connection.
 */
export function noteConnections(readiness: Pick<Readiness, 'note'>, name: string): () => (state: string) => void {
  const states: string[] = [];
  return () => {
    const own = states.push('not connected yet') - 1;
    return (state) => {
      states[own] = state;
      readiness.note(name, states.find((each) => each !== 'ok') ?? 'ok');
    };
  };
}
