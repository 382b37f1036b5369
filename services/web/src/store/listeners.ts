export type Listeners<T> = {
  readonly tell: (value: T) => void;
  /** Returns how to stop. */
  readonly add: (listener: (value: T) => void) => () => void;
};

export function listeners<T>(): Listeners<T> {
  const all = new Set<(value: T) => void>();
  return {
    tell: (value: T): void => {
      for (const listener of [...all]) listener(value);
    },
    add: (listener: (value: T) => void): (() => void) => {
      all.add(listener);
      return () => void all.delete(listener);
    },
  };
}
