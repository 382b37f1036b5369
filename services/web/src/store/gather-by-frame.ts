/** A hidden page draws no frames. */
const hiddenPauseMs = 250;

/**
 * Gathers what comes and hands it over once a frame, so that however much comes, the page changes once. Returns what takes one more.
 */
export function gatherByFrame<T>(take: (items: readonly T[]) => void): (item: T) => void {
  let gathered: T[] = [];
  const flush = (): void => {
    const items = gathered;
    gathered = [];
    take(items);
  };
  return (item) => {
    gathered.push(item);
    if (gathered.length > 1) return;
    if (document.visibilityState === 'hidden') setTimeout(flush, hiddenPauseMs);
    else onNextFrame(flush);
  };
}

/** In the next frame, or soon if the page is hidden before there is one. */
function onNextFrame(flush: () => void): void {
  const once = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    flush();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, hiddenPauseMs);
}
