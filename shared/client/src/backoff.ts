type Range = { readonly firstMs: number; readonly longestMs: number };

/**
 * How long to wait after so many failures in a row (0: the first): anything up to a bound that doubles each time. Full jitter keeps those
 * who failed together from coming back together. `random` is from [0, 1).
 */
export const backoffMs = (failures: number, random: number, { firstMs, longestMs }: Range): number =>
  Math.round(random * Math.min(longestMs, firstMs * 2 ** Math.min(failures, 30)));
