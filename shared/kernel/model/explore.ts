/** A model to explore: its first state, its transitions, and what must hold of each transition. */
export type Model<S, T extends { readonly state: S; readonly says: () => string }> = {
  readonly first: S;
  steps(state: S): readonly T[];
  /** Equal exactly for states that need not be told apart. */
  encode(state: S): string;
  /** What is wrong with the step, in words. */
  wrongStep(before: S, step: T): string | undefined;
  /** What is wrong with a state that has no steps, in words. */
  wrongEnd(state: S): string | undefined;
};

export type Exploration = {
  readonly states: number;
  readonly steps: number;
  /** The first thing found wrong, by a shortest way there; exploring ends with it. */
  readonly wrong: { readonly what: string; readonly trace: readonly string[] } | undefined;
};

/** Breadth first, every state once. A way back is kept as the state before and the number of the step taken there. */
export function explore<S, T extends { readonly state: S; readonly says: () => string }>(
  model: Model<S, T>,
): Exploration {
  const seen = new Set([model.encode(model.first)]);
  const cameFrom = [-1];
  const cameBy = [-1];
  let steps = 0;
  let frontier = [{ state: model.first, number: 0 }];

  const wayTo = (number: number): number[] => {
    const way: number[] = [];
    for (let n = number; n > 0; n = cameFrom[n] ?? 0) way.unshift(cameBy[n] ?? 0);
    return way;
  };
  const wrong = (what: string, way: readonly number[]): Exploration => ({
    states: seen.size,
    steps,
    wrong: { what, trace: retell(model, way) },
  });

  while (frontier.length > 0) {
    const next: typeof frontier = [];
    for (const { state, number } of frontier) {
      const possible = model.steps(state);
      const stuck = possible.length === 0 ? model.wrongEnd(state) : undefined;
      if (stuck !== undefined) return wrong(stuck, wayTo(number));
      for (const [by, step] of possible.entries()) {
        steps += 1;
        const what = model.wrongStep(state, step);
        if (what !== undefined) return wrong(what, [...wayTo(number), by]);
        const code = model.encode(step.state);
        if (seen.has(code)) continue;
        seen.add(code);
        next.push({ state: step.state, number: cameFrom.push(number) - 1 });
        cameBy.push(by);
      }
    }
    frontier = next;
  }
  return { states: seen.size, steps, wrong: undefined };
}

/** Walks the way again and writes down what happens. */
function retell<S, T extends { readonly state: S; readonly says: () => string }>(
  model: Model<S, T>,
  way: readonly number[],
): string[] {
  let state = model.first;
  return way.map((by) => {
    const step = model.steps(state)[by];
    if (step === undefined) throw new Error('the steps of a state differ from one time to the next');
    state = step.state;
    return step.says();
  });
}
