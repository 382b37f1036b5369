import type { Head } from '@notes/kernel';

export type { Head };

/**
 * Where a consumer keeps how far it has got: beside its own effects, so that both are saved together or not at all. Several instances of
 * one group share a store.
 */
export type NotesStore = {
  /** The positions saved last, one for each partition; of the others too, if that is simpler. None: begin at the beginning of the log. */
  positions(partitions: readonly number[]): Promise<Iterable<string>>;
  /**
   * The heads saved last of these notes, tasks and claims of unique values, whichever are consumed: what counts depends on them. Leaves out
   * those that have none.
   */
  heads(ids: readonly string[]): Promise<ReadonlyMap<string, Head>>;
};

/** What to save together with the effects of the events it came with. */
export type Checkpoint = {
  /** One partition's: everything up to here has been handed over. Replaces the one saved before for the same partition. */
  readonly position: string;
  /** What must have been saved before; undefined: nothing. If it is something else, another instance was faster: save nothing, and throw. */
  readonly previous: string | undefined;
  /** By id; each replaces the one saved before. */
  readonly heads: ReadonlyMap<string, Head>;
};

/** Remembers nothing beyond the process: for those who read the log from its beginning at every start. */
export function createMemoryStore(): NotesStore & { save(checkpoint: Checkpoint): void } {
  const positions = new Map<string, string>();
  const heads = new Map<string, Head>();
  return {
    positions: async () => positions.values(),
    heads: async (ids) => new Map(ids.flatMap((id) => (heads.has(id) ? [[id, heads.get(id) as Head] as const] : []))),
    save(checkpoint) {
      positions.set(checkpoint.position.slice(0, checkpoint.position.lastIndexOf('-')), checkpoint.position);
      for (const [id, head] of checkpoint.heads) heads.set(id, head);
    },
  };
}
