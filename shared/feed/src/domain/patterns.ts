import { type Glob, parseGlob } from '@notes/contracts/glob';

/** How many names of events a verdict is remembered on. There are a handful. */
const maxVerdicts = 64;

/** Which events a member of a channel wants: those whose name any of its patterns matches. */
export class Patterns {
  readonly #globs = new Map<string, Glob>();
  readonly #verdicts = new Map<string, boolean>();

  get all(): string[] {
    return [...this.#globs.keys()];
  }

  add(pattern: string): void {
    if (!this.#globs.has(pattern)) this.#globs.set(pattern, parseGlob(pattern));
    this.#verdicts.clear();
  }

  remove(pattern: string): void {
    this.#globs.delete(pattern);
    this.#verdicts.clear();
  }

  /** Whether any of the patterns matches the name of an event. */
  match(event: string): boolean {
    let verdict = this.#verdicts.get(event);
    if (verdict === undefined) {
      verdict = [...this.#globs.values()].some((glob) => glob.matches(event));
      if (this.#verdicts.size >= maxVerdicts) this.#verdicts.clear();
      this.#verdicts.set(event, verdict);
    }
    return verdict;
  }
}
