/**
 * Lets `most` calls through in each window of `windowMs` and counts the others; the next call let through is told how many
 * were held back. One broken service must not bury the rest of the terminal.
 */
export function quietAfter(
  most: number,
  windowMs: number,
  show: (line: string, heldBack: number) => void,
  now: () => number = () => performance.now(),
): (line: string) => void {
  let began = Number.NEGATIVE_INFINITY;
  let shown = 0;
  let heldBack = 0;
  return (line) => {
    if (now() - began >= windowMs) {
      began = now();
      shown = 0;
    }
    if (shown >= most) {
      heldBack += 1;
      return;
    }
    shown += 1;
    show(line, heldBack);
    heldBack = 0;
  };
}
