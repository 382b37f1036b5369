type KeyPress = Pick<KeyboardEvent, 'isComposing' | 'keyCode'>;

/** What Safari calls the key that ends a composition, which it tells of when the composition is over. */
const composed = 229;

/**
 * A handler of keys that leaves those alone which an input method takes: Escape gives up a word that is being composed and Enter takes it,
 * neither of which is meant for the page. All handlers of keys are made by it.
 */
export const keyHandler =
  <Press extends KeyPress>(handle: (event: Press) => void) =>
  (event: Press): void => {
    if (!event.isComposing && event.keyCode !== composed) handle(event);
  };
