export type MovableClocks = {
  /** From now on the wall clock is so many milliseconds off; what is measured with `performance.now` goes on. */
  stepTo(offMs: number): void;
  /** So much time has passed, on both clocks. Timers have not noticed. */
  pass(ms: number): void;
  /** Puts back what was changed. */
  restore(): void;
};

/** Puts clocks in place of `Date` and `performance.now` of this process that a test can move. Timers run as ever. */
export function movableClocks(): MovableClocks {
  let offMs = 0;
  let passedMs = 0;
  const { Date: wall } = globalThis;
  const elapsed = performance.now.bind(performance);
  const now = (): number => wall.now() + passedMs + offMs;
  globalThis.Date = new Proxy(wall, {
    apply: () => new wall(now()).toString(),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
  performance.now = () => elapsed() + passedMs;
  return {
    stepTo(ms) {
      offMs = ms;
    },
    pass(ms) {
      passedMs += ms;
    },
    restore() {
      globalThis.Date = wall;
      performance.now = elapsed;
    },
  };
}
