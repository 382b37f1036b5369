const narrow = matchMedia('(width < 48rem)');

/** Whether list and note take turns, as in layout.css. */
export const isNarrow = (): boolean => narrow.matches;
