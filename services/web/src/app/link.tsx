import type { ComponentChildren } from 'preact';
import { type Route, writeRoute } from '../domain/route.ts';
import { followLink, route } from '../store/location.ts';

type Props = {
  readonly to: Partial<Route>;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly current?: boolean;
};

/** A link within the page: a real one, which a new tab can open, too. */
export const Link = ({ to, children, current = false, class: name }: Props) => (
  <a
    class={name}
    href={writeRoute({ ...route.value, ...to })}
    aria-current={current ? 'page' : undefined}
    onClick={(event) => followLink(event, to)}
  >
    {children}
  </a>
);
