import type { Command } from 'commander';
import { UsageError } from '../exit-code.ts';
import { formatTable } from '../table.ts';
import { failClearly, isTable, type Shown } from '../terminal.ts';
import { type Demand, type PartPlan, type Plan, planCapacity, TooMuchForACell } from './plan.ts';

type Options = Shown & {
  readonly writes: string;
  readonly average?: string;
  readonly reads: string;
  readonly readers: string;
  readonly eventsPerReader: string;
  readonly bytes: string;
  readonly cell: string;
};

/** `notes capacity`: what a load needs, by measured costs. Connects to nothing. */
export function addCapacity(program: Command): void {
  program
    .command('capacity')
    .description(
      'Print the instances, cores, memory and disk that a load needs, by measured costs. Connects to nothing.',
    )
    .requiredOption('--writes <n>', 'accepted writes a second, at peak')
    .option('--average <n>', 'writes a second on average, which fill the disks; as many as --writes if left out')
    .option('--reads <n>', 'reads by id a second', '0')
    .option('--readers <n>', 'open websockets and event streams', '0')
    .option('--events-per-reader <n>', 'events a second that each of them receives', '0.1')
    .option('--bytes <n>', 'bytes of an event in the log', '600')
    .option('--cell <n>', 'writes a second of one cell (a log, a database and their services) at most', '10000')
    .option('--json', 'print JSON; the default where stdout is no terminal')
    .option('--table', 'print a table; the default on a terminal')
    .action((options: Options) => failClearly(async () => capacity(options)));
}

/** Rejects with a UsageError for what is no number, or cannot be carried by cells of the size that is asked for. */
function capacity(options: Options): void {
  const demand = demandOf(options);
  const plan = planOf(demand);
  console.log(isTable(options) ? textOf(demand, plan) : JSON.stringify({ demand, ...plan }, null, 2));
}

function demandOf(options: Options): Demand {
  const writes = amount('--writes', options.writes);
  const demand = {
    writes,
    average: options.average === undefined ? writes : amount('--average', options.average),
    reads: amount('--reads', options.reads),
    readers: amount('--readers', options.readers),
    eventsPerReader: amount('--events-per-reader', options.eventsPerReader),
    bytes: amount('--bytes', options.bytes),
    cell: amount('--cell', options.cell),
  };
  if (demand.cell === 0) throw new UsageError('--cell must be more than 0.');
  if (demand.average > writes) throw new UsageError('--average is more than --writes, which is the peak.');
  return demand;
}

const largest = 1e9;

function amount(flag: string, text: string): number {
  const value = Number(text.replaceAll('_', ''));
  if (text.trim() === '' || !(value >= 0 && value <= largest))
    throw new UsageError(`${flag} expects a number from 0 to ${largest}, such as 50000, 5e4 or 0.5; not ${text}.`);
  return value;
}

function planOf(demand: Demand): Plan {
  try {
    return planCapacity(demand);
  } catch (error) {
    if (error instanceof TooMuchForACell) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

function textOf({ writes }: Demand, { cells, perCell }: Plan): string {
  const each = cells === 1 ? 'One cell' : `${cells} cells, each for ${round(writes / cells)} writes/s, and of each`;
  const headings = ['part', 'instances', 'cores', 'memory GiB', 'disk GiB/day'];
  const sum = (of: (part: PartPlan) => number): number => perCell.reduce((total, part) => total + of(part), 0);
  const all: PartPlan = {
    part: cells === 1 ? 'together' : 'all cells',
    instances: sum(({ instances }) => instances) * cells,
    cores: sum(({ cores }) => cores) * cells,
    memoryMiB: sum(({ memoryMiB }) => memoryMiB) * cells,
    diskGiBPerDay: sum(({ diskGiBPerDay }) => diskGiBPerDay) * cells,
  };
  const rows = [...perCell, all].map(({ part, instances, cores, memoryMiB, diskGiBPerDay }) => [
    ...[part, instances, cores.toFixed(2), (memoryMiB / 1024).toFixed(1)],
    diskGiBPerDay === 0 ? '' : round(diskGiBPerDay),
  ]);
  return `${each}:\n\n${formatTable(headings, rows)}\n\nThe costs behind it and what is assumed: docs/operations/capacity.md`;
}

const round = (value: number): string => (value >= 100 ? String(Math.round(value)) : value.toFixed(1));
