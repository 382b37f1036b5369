import { signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

type Row = { readonly id: string };
type Rows = readonly Row[];
type Box = RefObject<HTMLElement | null>;

/** As `--row-height` in list.css. */
const rowRem = 5.5;

const rowHeight = (): number => rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

type Seen = { readonly top: number; readonly height: number; readonly rowHeight: number };

/**
 * Which rows to draw, and the height of a row in pixels. After scrolling down, the first visible row stays where it is when rows are added
 * above it; at the top new rows appear. The scroll position is remembered: reading it would force another layout in each frame.
 */
export function useScroll(box: Box, rows: Rows): Window & { readonly height: number } {
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

/** Which rows to draw: the visible ones and `spare` before and after, so that scrolling shows no gaps. All lengths in pixels. */
export function windowOf(scrollTop: number, height: number, rowHeight: number, rows: number, spare = 8): Window {
  const first = Math.max(0, Math.min(rows, Math.floor(scrollTop / rowHeight) - spare));
  const last = Math.min(rows, Math.ceil((scrollTop + height) / rowHeight) + spare);
  return { first, count: Math.max(0, last - first) };
}

/** The row that is to get the focus. An object, so that the same row can be requested again. */
export const focusRequest = signal<Row | undefined>(undefined);

let last: string | undefined;

/** Moves the focus to the next row or the one before, from the focused one, else from `open`, else to the first. */
export function moveFocus(rows: Rows, by: 1 | -1, open: string | undefined): void {
  const here = focusedId() ?? last ?? open;
  const at = rows.findIndex(({ id }) => id === here);
  const next = rows[at === -1 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))];
  if (next === undefined) return;
  last = next.id;
  focusRequest.value = { id: next.id };
}

/** The id of the subject whose row has the focus. */
export function focusedId(): string | undefined {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement ? activeElement.dataset['id'] : undefined;
}

/** Requests the focus for the row that takes the place of a removed one. */
export function focusNeighbour(rows: Rows, removed: string): void {
  const at = rows.findIndex(({ id }) => id === removed);
  const next = at === -1 ? rows[0] : (rows[at + 1] ?? rows[at - 1]);
  if (next !== undefined) focusRequest.value = { id: next.id };
}

/** Keeps the focus on a row that is moved, and scrolls to a row that is to get it. `height` is that of a row in pixels. */
export function useRowFocus(box: Box, rows: Rows, height: number): void {
  useKeptFocus(box);
  const request = focusRequest.value;
  useEffect(() => {
    const element = box.current;
    const at = rows.findIndex(({ id }) => id === request?.id);
    if (element === null || request === undefined || at === -1) return;
    focusRequest.value = undefined;
    const [top, bottom] = [at * height, (at + 1) * height];
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
    const focus = (): boolean => {
      const link = element.querySelector<HTMLElement>(`[data-id="${request.id}"]`);
      link?.focus({ preventScroll: true });
      return link !== null;
    };
    if (!focus()) requestAnimationFrame(() => requestAnimationFrame(focus));
  }, [box, rows, height, request]);
}

/** The browser takes the focus from a row that is moved. */
function useKeptFocus(box: Box): void {
  const { activeElement } = document;
  const id =
    activeElement instanceof HTMLElement && box.current?.contains(activeElement) && activeElement.dataset['id'];
  useLayoutEffect(() => {
    if (!id || document.activeElement !== document.body) return;
    box.current?.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus({ preventScroll: true });
  });
}
