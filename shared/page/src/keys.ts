import { useEffect } from 'preact/hooks';
import { shortcuts } from './settings.ts';

type KeyPress = Pick<KeyboardEvent, 'isComposing' | 'keyCode'>;

/** The `keyCode` that Safari reports for the key that ends a composition, after the composition is over. */
const composed = 229;

/**
 * A key handler that ignores the keys of an input method: during a composition, Escape cancels and Enter accepts the word, and neither is
 * meant for the page. All key handlers are made by it.
 */
export const keyHandler =
  <Press extends KeyPress>(handle: (event: Press) => void) =>
  (event: Press): void => {
    if (!event.isComposing && event.keyCode !== composed) handle(event);
  };

/** Single-key shortcuts by `KeyboardEvent.key`, and what Escape does. */
export type Shortcuts = {
  readonly keys: Readonly<Record<string, () => void>>;
  /** Closes what is innermost; `target` has the focus. */
  readonly back: (target: EventTarget | null) => void;
};

/** The shortcuts of a view, while no dialog is open and nothing is being typed. Pass the same object at each render. */
export function useShortcuts({ keys, back }: Shortcuts): void {
  useEffect(() => {
    const onKeyDown = keyHandler((event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isDialogOpen()) return;
      if (event.key === 'Escape') {
        back(event.target);
        return;
      }
      const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
      if (act === undefined || !shortcuts.value || isTyping(event.target)) return;
      event.preventDefault();
      act();
    });
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [keys, back]);
}

const isDialogOpen = (): boolean => document.querySelector('dialog[open]') !== null;

const textControls = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]';

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.matches(textControls);
