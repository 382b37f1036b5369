import type { ReadModelState } from '@notes/postgres';

/** How far a build is, for people: share, rate, and the time it will still take at this rate. */
export function describeProgress({ done, events, perSecond, remaining, failure }: ReadModelState): string {
  if (failure !== undefined) return `does not go on: ${failure}`;
  if (events === 0 && remaining > 0) return 'waits for a projector to begin';
  if (remaining === 0) return `${events} events folded, indexes and hand-over are next`;
  const share = `${Math.floor(done * 100)} %, ${events} events`;
  if (perSecond === 0) return share;
  return `${share}, ${Math.round(perSecond)} a second, ${describeSeconds(remaining / perSecond)} left`;
}

function describeSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
