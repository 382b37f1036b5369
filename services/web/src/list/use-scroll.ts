import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { AnyNote } from '../domain/any-note.ts';
import { type Window, windowOf } from '../domain/window-of.ts';

/** As `--row-height` in list.css. */
const rowRem = 5.5;

const rowHeight = (): number => rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

type Seen = { readonly top: number; readonly height: number };

/**
 * Which rows to draw. While one has scrolled down, the first row in sight stays where it is, whatever comes above it; at the top one sees
 * what comes.
 */
export function useScroll(
  box: RefObject<HTMLElement | null>,
  rows: readonly AnyNote[],
): Window & { readonly height: number } {
  const [seen, setSeen] = useState<Seen>({ top: 0, height: globalThis.innerHeight });
  const anchor = useRef<{ id: string | undefined; at: number }>({ id: undefined, at: 0 });
  const height = rowHeight();
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const look = (): void => setSeen({ top: element.scrollTop, height: element.clientHeight });
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [box]);
  useLayoutEffect(() => {
    const element = box.current;
    const { id, at } = anchor.current;
    if (element === null || id === undefined || at === 0 || rows[at]?.id === id) return;
    const moved = rows.findIndex((row) => row.id === id);
    if (moved !== -1) element.scrollTop += (moved - at) * height;
  }, [box, rows, height]);
  useLayoutEffect(() => {
    const at = Math.floor((box.current?.scrollTop ?? 0) / height);
    anchor.current = { id: rows[at]?.id, at };
  });
  return { ...windowOf(seen.top, seen.height, height, rows.length), height };
}
