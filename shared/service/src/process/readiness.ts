export type ReadinessState = { readonly ready: boolean; readonly checks: Readonly<Record<string, string>> };

/** What a check says, and since when it has been ok, or not ok, by `performance.now()`. */
type CheckState = { readonly state: string; readonly sinceMs: number };

/** Whether a process can serve, and if not, what it is waiting for. */
export type Readiness = {
  /** `ok`, or the reason why not, for people. */
  set(name: string, state: string): void;
  /** As `set`, of something without which the process still serves in part: shown, but no reason to be not ready. */
  note(name: string, state: string): void;
  /** All checks are ok, and the process is not stopping. */
  readonly ready: boolean;
  /** When all checks were ok for the first time, by `performance.now()`; undefined until then, and without any check. */
  readonly firstReadyAtMs: number | undefined;
  snapshot(): ReadinessState;
  /** All that was set or noted, by name. */
  states(): Iterable<readonly [name: string, check: CheckState]>;
  /** From now on never ready: the process is on its way out. */
  stopping(): void;
};

/** Without any check it is ready: whoever must be waited for says so before the server listens. */
export function createReadiness(): Readiness {
  const checks = new Map<string, CheckState>();
  const notes = new Map<string, CheckState>();
  let stopping = false;
  let firstReadyAtMs: number | undefined;
  const next = (name: string, state: string): CheckState => {
    const before = checks.get(name) ?? notes.get(name);
    const isSame = before !== undefined && (before.state === 'ok') === (state === 'ok');
    return { state, sinceMs: isSame ? before.sinceMs : performance.now() };
  };
  const readiness: Readiness = {
    set(name, state) {
      const now = next(name, state);
      notes.delete(name);
      checks.set(name, now);
      if (readiness.ready) firstReadyAtMs ??= performance.now();
    },
    note(name, state) {
      const now = next(name, state);
      checks.delete(name);
      notes.set(name, now);
    },
    get ready() {
      if (stopping) return false;
      for (const { state } of checks.values()) if (state !== 'ok') return false;
      return true;
    },
    get firstReadyAtMs() {
      return firstReadyAtMs;
    },
    snapshot: () => ({
      ready: readiness.ready,
      checks: {
        ...Object.fromEntries([...checks, ...notes].map(([name, { state }]) => [name, state])),
        ...(stopping ? { process: 'stopping' } : {}),
      },
    }),
    states: () => [...checks, ...notes],
    stopping() {
      stopping = true;
    },
  };
  return readiness;
}
