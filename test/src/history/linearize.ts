/** Something that happened at one moment between `start` and `end`. */
export type Moment = { readonly start: number; readonly end: number; readonly name: string };

/** Saw the note, and changed nothing. `fits(n)`: it may have seen it right after its nth event. */
export type Sight = Moment & { readonly fits: (n: number) => boolean };

/**
 * Whether one order of all that happened to a note agrees with the clock and explains every answer: linearizability of a
 * register. The log gives the order of the events, so no search is needed: at each state take every sight that fits it and
 * that nothing must come before. That is never too early, since a sight changes nothing for the others; then take the next
 * event. Whatever must come before the next event and fits no state up to there proves that there is no such order.
 *
 * Returns what cannot be explained; each is left out once found, so that the rest is judged as well.
 */
export function linearize(events: readonly Moment[], sights: readonly Sight[]): string[] {
  const wrong: string[] = [];
  const done = new Set<Moment>();
  const byStart = sights.toSorted((a, b) => a.start - b.start);
  const byEnd = [...events, ...sights].toSorted((a, b) => a.end - b.end);
  const open = new Set<Sight>();
  let [started, ended] = [0, 0];

  /** What has to come next at the latest: the one that ends first of all that are left. */
  function mostUrgent(): Moment | undefined {
    for (let next = byEnd[ended]; next !== undefined && done.has(next); next = byEnd[ended]) ended += 1;
    return byEnd[ended];
  }

  function takeSights(n: number): void {
    for (let again = true; again; ) {
      again = false;
      const latest = mostUrgent()?.end ?? Number.POSITIVE_INFINITY;
      for (let next = byStart[started]; next !== undefined && next.start <= latest; next = byStart[started]) {
        if (!done.has(next)) open.add(next);
        started += 1;
      }
      for (const sight of open) {
        if (!sight.fits(n)) continue;
        open.delete(sight);
        done.add(sight);
        again = true;
      }
    }
  }

  for (const [n, event] of events.entries()) {
    takeSights(n);
    for (let urgent = mostUrgent(); urgent !== undefined && urgent.end < event.start; urgent = mostUrgent()) {
      wrong.push(`${urgent.name} ended before ${event.name} began, but the log up to there does not explain it`);
      done.add(urgent);
      open.delete(urgent as Sight);
      takeSights(n);
    }
    done.add(event);
  }
  takeSights(events.length);
  for (const sight of sights) if (!done.has(sight)) wrong.push(`${sight.name} fits no state that the note was in`);
  return wrong;
}
