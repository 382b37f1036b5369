/** Who waits for the next record of a subject. */
export class Watchers {
  readonly #watching = new Map<string, Set<() => void>>();

  /** `onRecord` is called with every record of the subject that is read back; returns what ends that. */
  watch(subject: string, onRecord: () => void): () => void {
    const watching = this.#watching.get(subject) ?? new Set();
    this.#watching.set(subject, watching.add(onRecord));
    return () => {
      watching.delete(onRecord);
      if (watching.size === 0 && this.#watching.get(subject) === watching) this.#watching.delete(subject);
    };
  }

  /** A record of the subject has been read back. */
  notify(subject: string): void {
    if (this.#watching.size === 0) return;
    for (const onRecord of [...(this.#watching.get(subject) ?? [])]) onRecord();
  }
}
