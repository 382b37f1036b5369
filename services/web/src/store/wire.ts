import type { FeedEvent, FeedStatus } from '@notes/client';
import type { ReadonlySignal } from '@preact/signals';

/** A write of this page, and how long it took until the feed told of it. */
export type OwnWrite = {
  readonly noteId: string;
  readonly version: number;
  readonly ms: number;
};

/** What goes over the wire, for those who want to look at it. The functions return how to stop. */
export type Wire = {
  readonly status: ReadonlySignal<FeedStatus>;
  /** Told of the events of each frame, in order. */
  onEvents(listener: (events: readonly FeedEvent[]) => void): () => void;
  onOwnWrite(listener: (write: OwnWrite) => void): () => void;
};

type Listeners<T> = {
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
