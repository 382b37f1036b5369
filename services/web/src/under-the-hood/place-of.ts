export type Place = { readonly partition: number; readonly offset: number };

/** Where an event stands in the log, by its position, which names its own partition only; undefined if the text is no such position. */
export function placeOf(position: string): Place | undefined {
  const [, partition, offset] = /^\w+:(\d+)-(\d+)$/.exec(position) ?? [];
  return partition === undefined || offset === undefined
    ? undefined
    : { partition: Number(partition), offset: Number(offset) };
}
