import type { Model } from './explore.ts';

/**
 * Whether the model can go round in circles, in which case something need never end. Depth first: a step back to a state
 * that is still on the way closes a circle.
 */
export function findCycle<S, T extends { readonly state: S; readonly says: () => string }>(
  model: Model<S, T>,
): readonly string[] | undefined {
  const finished = new Set<string>();
  const onTheWay = new Map<string, T | undefined>([[model.encode(model.first), undefined]]);
  const ways = [{ code: model.encode(model.first), steps: model.steps(model.first).values() }];
  for (let last = ways.at(-1); last !== undefined; last = ways.at(-1)) {
    const { done, value: step } = last.steps.next();
    if (done === true) {
      finished.add(last.code);
      onTheWay.delete(last.code);
      ways.pop();
      continue;
    }
    const code = model.encode(step.state);
    if (finished.has(code)) continue;
    if (onTheWay.has(code)) return [...onTheWay.values(), step].flatMap((taken) => taken?.says() ?? []);
    onTheWay.set(code, step);
    ways.push({ code, steps: model.steps(step.state).values() });
  }
  return undefined;
}
