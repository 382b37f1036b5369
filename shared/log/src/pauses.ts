/** Pauses that may be cut short, all at once. */
export class Pauses {
  readonly #endings = new Set<() => void>();

  /** Resolves after so many ms, or earlier. */
  async pause(ms: number): Promise<void> {
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#endings.add(end);
    const timer = setTimeout(end, ms);
    await ended;
    clearTimeout(timer);
    this.#endings.delete(end);
  }

  /** Ends those that are under way. */
  cutShort(): void {
    for (const end of this.#endings) end();
  }
}
