export type Window = { readonly first: number; readonly count: number };

/** Which rows to draw: those in sight and some before and after, so that scrolling meets no emptiness. All lengths in pixels. */
export function windowOf(scrollTop: number, height: number, rowHeight: number, rows: number, spare = 8): Window {
  const first = Math.max(0, Math.min(rows, Math.floor(scrollTop / rowHeight) - spare));
  const last = Math.min(rows, Math.ceil((scrollTop + height) / rowHeight) + spare);
  return { first, count: Math.max(0, last - first) };
}
