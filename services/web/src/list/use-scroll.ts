import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { AnyNote } from '../domain/any-note.ts';

/** As `--row-height` in list.css. */
const rowRem = 5.5;

const rowHeight = (): number => rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

type Seen = { readonly top: number; readonly height: number; readonly rowHeight: number };

/**
 * Which rows to draw. While one has scrolled down, the first row in sight stays where it is, whatever comes above it; at the top one sees
 * what comes. The place is remembered, not asked for: asking makes the browser lay out the page within each frame once more.
 */
export function useScroll(
  box: RefObject<HTMLElement | null>,
  rows: readonly AnyNote[],
): Window & { readonly height: number } {
  const [seen, setSeen] = useState<Seen>(() => ({ top: 0, height: globalThis.innerHeight, rowHeight: rowHeight() }));
  const place = useRef<{ top: number; id: string | undefined }>({ top: 0, id: undefined });
  const drawn = useRef(rows);
  const { rowHeight: height } = seen;
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const scrolled = (): void => {
      const { scrollTop: top } = element;
      place.current = { top, id: drawn.current[Math.floor(top / rowHeight())]?.id };
      setSeen((before) => ({ ...before, top }));
    };
    const resized = (): void =>
      setSeen((before) => ({ ...before, height: element.clientHeight, rowHeight: rowHeight() }));
    const sizes = new ResizeObserver(resized);
    sizes.observe(element);
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', scrolled);
    };
  }, [box]);
  useLayoutEffect(() => {
    const { top, id } = place.current;
    const at = Math.floor(top / height);
    if (box.current === null || id === undefined || at === 0 || rows[at]?.id === id) return;
    const moved = rows.findIndex((row) => row.id === id);
    if (moved === -1) return;
    place.current.top += (moved - at) * height;
    box.current.scrollTop = place.current.top;
  }, [box, rows, height]);
  useLayoutEffect(() => {
    drawn.current = rows;
    place.current.id = rows[Math.floor(place.current.top / height)]?.id;
  });
  return { ...windowOf(seen.top, seen.height, height, rows.length), height };
}

type Window = { readonly first: number; readonly count: number };

/** Which rows to draw: those in sight and some before and after, so that scrolling meets no emptiness. All lengths in pixels. */
export function windowOf(scrollTop: number, height: number, rowHeight: number, rows: number, spare = 8): Window {
  const first = Math.max(0, Math.min(rows, Math.floor(scrollTop / rowHeight) - spare));
  const last = Math.min(rows, Math.ceil((scrollTop + height) / rowHeight) + spare);
  return { first, count: Math.max(0, last - first) };
}
