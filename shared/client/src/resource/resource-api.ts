import type { CallOptions } from '../http/create-http.ts';
import type { Filter, Query } from './query.ts';

/** What a resource is to its clients; its feature gives it. */
export type Resource = {
  readonly Item: object;
  /** One of a list, which in the bin says when it was deleted. */
  readonly Listed: object;
  readonly Body: object;
  readonly Patch: object;
  readonly Filters: object;
  readonly Times: string;
  readonly Sort: string;
  readonly Stats: object;
  readonly Event: object;
  readonly All: string;
  readonly Channel: string;
};

export type ReadOptions = CallOptions & {
  /** How long the service may wait until it has seen what this client has seen. Default 5 s, at most 30 s. */
  readonly waitMs?: number | undefined;
};

export type WriteOptions = CallOptions & {
  /**
   * Names the write, so that it is done once however often it is sent: 1 to 255 characters. Default: a random one for each call, under
   * which the client's own repetitions go. Give your own to repeat a write later, from elsewhere, after a crash.
   */
  readonly idempotencyKey?: string | undefined;
};

export type ChangeOptions = WriteOptions & {
  /** Only if it is at this version; else a PreconditionFailedError. */
  readonly ifMatch?: number | undefined;
};

/** As it was: at a version, or at a time. */
export type Moment =
  | { readonly version?: number | undefined; readonly at?: undefined }
  | { readonly version?: undefined; readonly at?: string | Date | undefined };

export type FilterOf<R extends Resource> = Filter<R['Filters'], R['Times']>;
export type QueryOf<R extends Resource> = Query<R['Filters'], R['Times'], R['Sort']>;

export type Page<R extends Resource> = { readonly [All in R['All']]: readonly R['Listed'][] } & {
  /** How many there are on all pages, if the query says `count`. */
  readonly total: number | undefined;
  /** The queries of the neighbours. */
  readonly next: QueryOf<R> | undefined;
  readonly prev: QueryOf<R> | undefined;
  /** What this page has seen: `since` for a subscription that goes on from here. */
  readonly position: string | undefined;
};

/** An event, and its place in the log. */
export type Past<R extends Resource> = R['Event'] & { readonly position: string };

/** All methods reject with a NotesError: a subclass of ProblemError for what the service refuses. */
export type ResourceApi<R extends Resource> = {
  create(item: R['Body'], options?: WriteOptions): Promise<R['Item']>;
  /** All of them or none, unless a connection is lost: then those are missing that a repetition with the same key completes. Up to 500. */
  createMany(items: readonly R['Body'][], options?: WriteOptions): Promise<readonly R['Item'][]>;
  /** Rejects with a NotFoundError if there is none. */
  get(id: string, options?: Moment & ReadOptions): Promise<R['Item']>;
  /** As `get`, but resolves with undefined if there is none. */
  find(id: string, options?: Moment & ReadOptions): Promise<R['Item'] | undefined>;
  /** What is left out takes its default. */
  replace(id: string, item: R['Body'], options?: ChangeOptions): Promise<R['Item']>;
  /** What is left out stays; null takes the default. */
  update(id: string, patch: R['Patch'], options?: ChangeOptions): Promise<R['Item']>;
  /** Resolves with the version that the deletion is, which `restore` takes as `ifMatch`. */
  remove(id: string, options?: ChangeOptions): Promise<{ readonly version: number }>;
  restore(id: string, options?: ChangeOptions): Promise<R['Item']>;
  /**
   * Deletes what matches and what the caller may delete; everything only with `all`. Resolves with how many: after a repetition, how many
   * the last attempt found.
   */
  removeMany(
    filter: FilterOf<R> & { readonly all?: true },
    options?: WriteOptions,
  ): Promise<{ readonly deleted: number }>;
  /** One by one, page by page as needed. Ends when it is left. */
  list(query?: QueryOf<R>, options?: ReadOptions): AsyncGenerator<R['Listed'], void>;
  page(query?: QueryOf<R>, options?: ReadOptions): Promise<Page<R>>;
  /** What happened to it, oldest first, also if it is deleted. `limit`: events asked for at a time. */
  history(id: string, options?: ReadOptions & { readonly limit?: number | undefined }): AsyncGenerator<Past<R>, void>;
  /** How many there are, in all and by what they have in common. */
  stats(options?: ReadOptions): Promise<R['Stats']>;
};
