import { type Glob, parseGlob } from '../domain/glob.ts';

/** Which events a member of a room wants: those whose name any of its patterns matches. */
export class Patterns {
  readonly #globs = new Map<string, Glob>();

  get all(): string[] {
    return [...this.#globs.keys()];
  }

  add(pattern: string): void {
    if (!this.#globs.has(pattern)) this.#globs.set(pattern, parseGlob(pattern));
  }

  remove(pattern: string): void {
    this.#globs.delete(pattern);
  }

  match(name: string): boolean {
    for (const glob of this.#globs.values()) if (glob.matches(name)) return true;
    return false;
  }
}
