import type { ChangeOptions, Moment, NotesClient, ReadOptions, WriteOptions } from '@notes/client';
import { features } from '@notes/features';
import type { Aggregate } from '@notes/kernel';
import type { TObject } from 'typebox';

/** A resource as the command line needs it: its names, its schemas, and its calls. All its commands are made of these. */
export type Resource = {
  readonly all: string;
  readonly one: string;
  /** The channels by person, for instance `authors:<name>`. */
  readonly authors: string;
  readonly Item: TObject;
  readonly Body: TObject;
  readonly Patch: TObject;
  /** The parameters of its list. */
  readonly Query: TObject;
  readonly callsOf: (client: NotesClient) => Calls;
  /** What its events make of it. */
  readonly aggregate: Aggregate;
};

/** The calls of any resource. What they take is made of its schemas, so its types are not known here. */
export type Calls = {
  create(item: object, options?: WriteOptions): Promise<object>;
  createMany(items: readonly object[], options?: WriteOptions): Promise<readonly object[]>;
  get(id: string, options?: Moment & ReadOptions): Promise<object>;
  replace(id: string, item: object, options?: ChangeOptions): Promise<object>;
  update(id: string, patch: object, options?: ChangeOptions): Promise<object>;
  remove(id: string, options?: ChangeOptions): Promise<{ readonly version: number }>;
  restore(id: string, options?: ChangeOptions): Promise<object>;
  removeMany(filter: object, options?: WriteOptions): Promise<{ readonly deleted: number }>;
  list(query?: object, options?: ReadOptions): AsyncIterable<object>;
  page(query?: object, options?: ReadOptions): Promise<{ readonly total: number | undefined }>;
  history(id: string, options?: ReadOptions): AsyncIterable<object>;
  stats(options?: ReadOptions): Promise<object>;
};

const names = Object.keys(features) as (keyof typeof features)[];

/** All resources that the command line has. */
export const resources: readonly Resource[] = names.map((name) => ({
  ...features[name],
  callsOf: (client) => client[name],
}));
