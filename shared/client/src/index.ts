import type { NoteEvent, NoteResource } from '@notes/feature-notes/client';
import type { Filter } from './resource/query.ts';
import type { Page, Past, QueryOf, ResourceApi } from './resource/resource-api.ts';

export type { Problem, ProblemSlug } from '@notes/contracts';
export type { HistoryEvent, Note, NoteBody, NotePatch } from '@notes/feature-notes/contract';
export { type ClientOptions, createNotesClient, type NotesClient } from './create-notes-client.ts';
export { interpretStatus } from './errors/interpret-status.ts';
export * from './errors/notes-error.ts';
export * from './errors/problem-errors.ts';
export type { RpcOptions } from './feed/calls.ts';
export * from './feed/feed-api.ts';
export type { Room, Rooms } from './feed/rooms.ts';
export type { CallOptions } from './http/create-http.ts';
export type * from './overview.ts';
export type { ChangeOptions, Moment, ReadOptions, WriteOptions } from './resource/resource-api.ts';

export type { NoteEvent };
export type NotesApi = ResourceApi<NoteResource>;
export type NoteFilter = Filter<NoteResource['Filters']>;
export type NoteQuery = QueryOf<NoteResource>;
export type NotePage = Page<NoteResource>;
export type PastEvent = Past<NoteResource>;
