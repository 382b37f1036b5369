import type { Note, NoteBody, NotePatch } from '@notes/feature-notes/contract';
import type { CallOptions } from '../http/create-http.ts';
import type { NoteEvent } from './note-event.ts';
import type { NoteFilter, NoteQuery } from './note-query.ts';

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
  /** Only if the note is at this version; else a PreconditionFailedError. */
  readonly ifMatch?: number | undefined;
};

/** A note as it was: at a version, or at a time. */
export type Moment =
  | { readonly version?: number | undefined; readonly at?: undefined }
  | { readonly version?: undefined; readonly at?: string | Date | undefined };

export type NotePage = {
  readonly notes: readonly Note[];
  /** How many there are on all pages, if the query says `count`. */
  readonly total: number | undefined;
  /** The queries of the neighbours. */
  readonly next: NoteQuery | undefined;
  readonly prev: NoteQuery | undefined;
  /** What this page has seen: `since` for a subscription that goes on from here. */
  readonly position: string | undefined;
};

/** An event, and its place in the log. */
export type PastEvent = NoteEvent & { readonly position: string };

/** All methods reject with a NotesError: a subclass of ProblemError for what the service refuses. */
export type NotesApi = {
  create(note: NoteBody, options?: WriteOptions): Promise<Note>;
  /** All of them or none, unless a connection is lost: then those are missing that a repetition with the same key completes. Up to 500. */
  createMany(notes: readonly NoteBody[], options?: WriteOptions): Promise<readonly Note[]>;
  /** Rejects with a NotFoundError if there is none. */
  get(id: string, options?: Moment & ReadOptions): Promise<Note>;
  /** As `get`, but resolves with undefined if there is none. */
  find(id: string, options?: Moment & ReadOptions): Promise<Note | undefined>;
  /** What is left out takes its default. */
  replace(id: string, note: NoteBody, options?: ChangeOptions): Promise<Note>;
  /** What is left out stays; null takes the default. */
  update(id: string, patch: NotePatch, options?: ChangeOptions): Promise<Note>;
  /** Resolves with the version that the deletion is, which `restore` takes as `ifMatch`. */
  remove(id: string, options?: ChangeOptions): Promise<{ readonly version: number }>;
  restore(id: string, options?: ChangeOptions): Promise<Note>;
  /**
   * Deletes what matches and what the caller may delete; all notes only with `all`. Resolves with how many: after a repetition, how many
   * the last attempt found.
   */
  removeMany(
    filter: NoteFilter & { readonly all?: true },
    options?: WriteOptions,
  ): Promise<{ readonly deleted: number }>;
  /** One by one, page by page as needed. Ends when it is left. */
  list(query?: NoteQuery, options?: ReadOptions): AsyncGenerator<Note, void>;
  page(query?: NoteQuery, options?: ReadOptions): Promise<NotePage>;
  /** What happened to a note, oldest first, also if it is deleted. `limit`: events asked for at a time. */
  history(id: string, options?: ReadOptions & { readonly limit?: number | undefined }): AsyncGenerator<PastEvent, void>;
};
