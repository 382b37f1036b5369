// What `notes capacity` counts with. Measured figures are of `npm run bench -- capacity`: docs/operations/capacity.md says when and
// where, and what is not measured but assumed.

/**
 * What a part takes for writes: `eventUs` µs of CPU for each, and `awake` cores for being woken again and again, whether for one event or
 * for many.
 */
export type CostOfWrites = { readonly eventUs: number; readonly awake: number };

/** From so many writes a second on, a part is woken as often as it can be; below that, once for each. */
export const awakeFrom = 100;

/**
 * By part. `tail`: a command instance reading what others append; `gateway` and `query`: keeping up with the feed and with the position.
 * Where a part took less for an event at 2,000 a second than in longer measurements under full load, those stand here.
 */
export const costs = {
  command: { eventUs: 100, awake: 0.135 },
  tail: { eventUs: 5, awake: 0.055 },
  projector: { eventUs: 35, awake: 0.135 },
  gateway: { eventUs: 5, awake: 0.02 },
  query: { eventUs: 1, awake: 0.013 },
  kafka: { eventUs: 40, awake: 0.19 },
  postgres: { eventUs: 47, awake: 0.09 },
  redis: { eventUs: 1, awake: 0.006 },
} as const satisfies Readonly<Record<string, CostOfWrites>>;

/** µs of CPU a write, as measured at two rates: the formula is tested against these. */
export const measured: Readonly<Record<keyof typeof costs, Readonly<Record<200 | 800, number>>>> = {
  command: { 200: 754, 800: 270 },
  tail: { 200: 291, 800: 73 },
  projector: { 200: 784, 800: 182 },
  gateway: { 200: 122, 800: 27 },
  query: { 200: 79, 800: 14 },
  kafka: { 200: 1109, 800: 288 },
  postgres: { 200: 568, 800: 164 },
  redis: { 200: 37, 800: 6 },
};

/** µs of CPU for one read by id, by part; for a write that the gateway forwards; for an event that it delivers to one socket. */
export const readUs = { gateway: 165, query: 275, postgres: 140, forwardedWrite: 145, delivery: 1.2 } as const;

/** Of each instance, as the chart and the platform set it. */
export const memoryMiB = {
  ...{ gateway: 1024, command: 1024, query: 512, projector: 512 },
  ...{ broker: 4096, postgres: 4096, redis: 256 },
} as const;

export const assumed = {
  /** Of its one core, an instance uses no more than so much at peak: the rest is for the loss of another one. */
  utilisation: 0.7,
  leastInstances: 2,
  partitions: 12,
  socketsPerGateway: 10_000,
  brokers: 3,
  replication: 3,
  /** What a broker does for a record as follower, beside what the leader does. */
  followerShare: 0.5,
  standbys: 2,
  /** What a standby does to apply what the primary did. */
  replayShare: 0.3,
  /** Of an event in journal, read model and all indexes: 990 were measured. */
  bytesInPostgres: 1_000,
} as const;
