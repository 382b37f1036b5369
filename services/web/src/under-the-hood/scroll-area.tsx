import type { ComponentChildren } from 'preact';

/** What may be larger than its place: the keyboard can scroll it, and it has the name of the heading whose id is given. */
export function ScrollArea({ labelledBy, children }: { labelledBy: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: nothing within takes the focus, so the keyboard could not scroll it.
    <section class="hood-scroll" aria-labelledby={labelledBy} tabIndex={0}>
      {children}
    </section>
  );
}
