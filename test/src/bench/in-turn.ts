const turns = 3;

export type Sides = { readonly ours: number; readonly bare: number };

/** The medians of three measurements of either side, in turn, so that a drift of the machine's speed meets both. */
export async function inTurn(ours: () => Promise<number>, bare: () => Promise<number>): Promise<Sides> {
  const figures = { ours: [] as number[], bare: [] as number[] };
  for (let turn = 0; turn < turns; turn++) {
    figures.ours.push(await ours());
    figures.bare.push(await bare());
  }
  return { ours: median(figures.ours), bare: median(figures.bare) };
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
