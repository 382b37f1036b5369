import { assumed, awakeFrom, type CostOfWrites, costs, memoryMiB, readUs } from './costs.ts';

/** What the system is to carry, all of it together. */
export type Demand = {
  /** Accepted writes a second, at peak. */
  readonly writes: number;
  /** The same, on average: what fills the disks. */
  readonly average: number;
  /** Reads by id a second. */
  readonly reads: number;
  /** Open websockets and event streams. */
  readonly readers: number;
  /** Events a second that one of these receives. */
  readonly eventsPerReader: number;
  /** Bytes of an event in the log. */
  readonly bytes: number;
  /** Writes a second of one cell at most: a log, a database, and their services. */
  readonly cell: number;
};

/** What one part of a cell needs. */
export type PartPlan = {
  readonly part: string;
  readonly instances: number;
  /** CPU that all of them use at peak, in cores. */
  readonly cores: number;
  /** Of all of them. */
  readonly memoryMiB: number;
  /** Of all of them, each day. */
  readonly diskGiBPerDay: number;
};

export type Plan = { readonly cells: number; readonly perCell: readonly PartPlan[] };

/** No plan: a cell of this size cannot be made of these parts. The message says what to change. */
export class TooMuchForACell extends Error {}

const secondsPerDay = 86_400;
const gib = 2 ** 30;
const most = 1_000;

/**
 * The instances, cores, memory and disk for a demand, by the costs that were measured: docs/operations/capacity.md has the formula. A
 * demand beyond one cell is divided among equal ones. Throws TooMuchForACell where no number of instances is enough.
 */
export function planCapacity(demand: Demand): Plan {
  const cells = Math.max(1, Math.ceil(demand.writes / demand.cell));
  const share = (value: number) => value / cells;
  const cell = {
    ...demand,
    writes: share(demand.writes),
    average: share(demand.average),
    reads: share(demand.reads),
    readers: share(demand.readers),
  };
  const services = [planGateway(cell), planCommand(cell), planQuery(cell), planProjector(cell)];
  return { cells, perCell: [...services, ...planServers(cell, services[0]?.instances ?? 1)] };
}

/** Cores that a part uses for so many writes a second. */
export const coresFor = ({ eventUs, awake }: CostOfWrites, perSecond: number): number =>
  (eventUs * perSecond) / 1e6 + awake * Math.min(1, perSecond / awakeFrom);

/** The fewest instances, at least `least`, of which none uses more of its core than it should. */
function fewest(what: string, least: number, limit: number, coresOfEach: (instances: number) => number): number {
  for (let instances = least; instances <= limit; instances++)
    if (coresOfEach(instances) <= assumed.utilisation) return instances;
  throw new TooMuchForACell(
    `${what}: no number of instances up to ${limit} is enough for one cell. Make cells smaller with --cell.`,
  );
}

function planCommand({ writes }: Demand): PartPlan {
  // Each instance decides its share, and reads what all of them append.
  const ofEach = (n: number) => coresFor(costs.command, writes / n) + coresFor(costs.tail, writes * (1 - 1 / n));
  const instances = fewest('command', assumed.leastInstances, most, ofEach);
  return part('command', instances, ofEach(instances) * instances, memoryMiB.command);
}

function planProjector({ writes }: Demand): PartPlan {
  const ofEach = (n: number) => coresFor(costs.projector, writes / n);
  const instances = fewest('projector', assumed.leastInstances, assumed.partitions, ofEach);
  return part('projector', instances, ofEach(instances) * instances, memoryMiB.projector);
}

function planQuery({ writes, reads }: Demand): PartPlan {
  const ofEach = (n: number) => coresFor(costs.query, writes) + (reads / n / 1e6) * readUs.query;
  const instances = fewest('query', assumed.leastInstances, most, ofEach);
  return part('query', instances, ofEach(instances) * instances, memoryMiB.query);
}

function planGateway({ writes, reads, readers, eventsPerReader }: Demand): PartPlan {
  // Each instance hears all events of the cell; requests, sockets and deliveries are shared.
  const shared = writes * readUs.forwardedWrite + reads * readUs.gateway + readers * eventsPerReader * readUs.delivery;
  const ofEach = (n: number) => coresFor(costs.gateway, writes) + shared / n / 1e6;
  const forSockets = Math.ceil(readers / assumed.socketsPerGateway);
  const instances = fewest('gateway', Math.max(assumed.leastInstances, forSockets), most, ofEach);
  return part('gateway', instances, ofEach(instances) * instances, memoryMiB.gateway);
}

function planServers({ writes, average, reads, bytes }: Demand, gateways: number): PartPlan[] {
  const { replication, brokers, followerShare, standbys, replayShare } = assumed;
  const kafka = coresFor(costs.kafka, writes) * (1 + (replication - 1) * followerShare);
  const primary = coresFor(costs.postgres, writes) + (reads * readUs.postgres) / 1e6;
  const postgres = primary + standbys * replayShare * coresFor(costs.postgres, writes);
  const perDay = (average * secondsPerDay) / gib;
  return [
    part('kafka', brokers, kafka, memoryMiB.broker, perDay * bytes * replication),
    part('postgres', 1 + standbys, postgres, memoryMiB.postgres, perDay * assumed.bytesInPostgres * (1 + standbys)),
    part('redis', 1, coresFor(costs.redis, writes) * gateways, memoryMiB.redis),
  ];
}

function part(name: string, instances: number, cores: number, memoryOfEach: number, diskGiBPerDay = 0): PartPlan {
  return { part: name, instances, cores, memoryMiB: instances * memoryOfEach, diskGiBPerDay };
}
