import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

const here = (): string => `${location.pathname}${location.search}`;

/** Path and query of what is shown; follows the browser's history. */
export const address = signal(here());

addEventListener('popstate', () => {
  address.value = here();
});

/** Shows another address, as a new entry of the browser's history or in place of the current one. */
export function navigate(to: string, how: 'push' | 'replace' = 'push'): void {
  if (to === here()) return;
  if (how === 'push') history.pushState(null, '', to);
  else history.replaceState(null, '', to);
  address.value = to;
}

/** The id of the heading of what is open in a view: there the focus goes when a dialog's opener is gone. */
export const headingId = 'open-title';

/** The dialog that the user has opened. */
export const dialog = signal<'help' | 'settings' | undefined>(undefined);

export const isHoodOpen = signal(false);

const narrow = matchMedia('(width < 48rem)');

/** Whether the screen has room for either the list or what is open, as in layout.css. */
export const isNarrow = (): boolean => narrow.matches;

type LinkProps = {
  readonly href: string;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly current?: boolean;
  /** The subject that the link opens, for `list.ts`. */
  readonly 'data-id'?: string;
};

/** A link within the page. Plain clicks change the address without loading the page; others, such as for a new tab, are the browser's. */
export const Link = ({ href, children, current = false, class: name, 'data-id': id }: LinkProps) => (
  <a
    class={name}
    href={href}
    data-id={id}
    aria-current={current ? 'page' : undefined}
    onClick={(event) => followLink(event, href)}
  >
    {children}
  </a>
);

function followLink(event: MouseEvent, href: string): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  event.preventDefault();
  navigate(href);
}
