import { type Cell, cutOff, formatTable } from '../table.ts';
import { isTable, type Shown } from '../terminal.ts';

type Item = Readonly<Record<string, unknown>>;

const columns = (): number => (process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY);

/** Prints one: its members below each other, and lists below them as tables; or as JSON. */
export function printItem(item: object, shown: Shown): void {
  if (!isTable(shown)) {
    console.log(JSON.stringify(item, null, 2));
    return;
  }
  const members = Object.entries(item).filter(([, value]) => !isList(value));
  const width = Math.max(...members.map(([name]) => name.length));
  for (const [name, value] of members) console.log(`${name.padEnd(width)}  ${inLines(value, width + 2)}`.trimEnd());
  for (const [name, value] of Object.entries(item))
    if (isList(value)) console.log(`\n${name}\n${tableOf(value, Object.keys(value[0] ?? {}))}`);
}

const isList = (value: unknown): value is readonly Item[] => Array.isArray(value) && typeof value[0] === 'object';

/** Text of several lines stays in its column. Control characters are shown as dots. */
const inLines = (value: unknown, indent: number): string =>
  String(cellOf(value) ?? '')
    .replaceAll(/(?!\n)\p{Cc}/gu, '·')
    .replaceAll('\n', `\n${' '.repeat(indent)}`);

/**
 * Prints so many at most: as a table of these members, without those that nothing has, or as JSON, one a line. Resolves with whether that
 * was all of them.
 */
export async function printItems(
  items: AsyncIterable<object> | Iterable<object>,
  members: readonly string[],
  shown: Shown,
  limit = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  const rows: Item[] = [];
  let printed = 0;
  let isWhole = true;
  for await (const item of items) {
    isWhole = printed < limit;
    if (!isWhole) break;
    printed += 1;
    if (isTable(shown)) rows.push(item as Item);
    else console.log(JSON.stringify(item));
  }
  if (rows.length > 0) console.log(tableOf(rows, members));
  return isWhole;
}

function tableOf(rows: readonly Item[], members: readonly string[]): string {
  const used = members.filter((name) => rows.some((row) => cellOf(row[name]) !== ''));
  return formatTable(
    used,
    rows.map((row) => used.map((name) => cellOf(row[name]))),
    columns(),
  );
}

/** What a cell shows of a value: nothing for null, of an object its JSON. */
function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** An event of a history or of the feed. The id of what it happened to is the member whose name ends so. */
export type ShownEvent = {
  readonly time: string;
  readonly type: string;
  readonly version: number;
  readonly actor: string;
  readonly data: object;
};

/** One event in one line, for a terminal. */
export function eventLine(event: ShownEvent): string {
  const { time, type, version, actor, data } = event;
  const [, id = ''] = Object.entries(event).find(([name]) => name.endsWith('_id')) ?? [];
  const cells = [time, type.padEnd(13), String(id), `v${version}`.padEnd(4), actor, dataText(data)];
  return cutOff(
    cells
      .join('  ')
      .replaceAll(/\p{Cc}/gu, '·')
      .trimEnd(),
    columns(),
  ).trimEnd();
}

/** Nothing for an event whose type says it all. */
const dataText = (data: object): string => (Object.keys(data).length === 0 ? '' : JSON.stringify(data));
