import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../app/icon.tsx';
import { changeView, route } from '../store/location.ts';

export const searchId = 'search';

const pauseMs = 150;

/** Searches once one has stopped typing for a moment. */
export function SearchField() {
  const { search } = route.value.view;
  const [text, setText] = useState(search);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => setText(search), [search]);
  const type = (typed: string): void => {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => changeView({ search: typed }), pauseMs);
  };
  return (
    <div class="search">
      <Icon name="search" />
      <input
        id={searchId}
        type="search"
        aria-label="Search titles and texts"
        placeholder="Search"
        autocomplete="off"
        value={text}
        onInput={({ currentTarget }) => type(currentTarget.value)}
      />
    </div>
  );
}
