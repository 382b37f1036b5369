import type { FilterOf, Page, Past, QueryOf, ResourceApi } from './resource/resource-api.ts';
import type { Resources } from './resource/resources.ts';

export type { Problem, ProblemSlug } from '@notes/contracts';
export type { NoteEvent } from '@notes/features/notes/client';
export type { HistoryEvent, Note, NoteBody, NotePatch, Stats } from '@notes/features/notes/contract';
export type { TaskEvent } from '@notes/features/tasks/client';
export type { Task, TaskBody, TaskPatch, TaskStats } from '@notes/features/tasks/contract';
export { type ClientOptions, createNotesClient, type NotesClient } from './create-notes-client.ts';
export { interpretStatus } from './errors/interpret-status.ts';
export * from './errors/notes-error.ts';
export * from './errors/problem-errors.ts';
export type { RpcOptions } from './feed/calls.ts';
export * from './feed/feed-api.ts';
export type { Room, Rooms } from './feed/rooms.ts';
export type { CallOptions } from './http/create-http.ts';
export type * from './overview.ts';
export type {
  ChangeOptions,
  FilterOf,
  Moment,
  Page,
  Past,
  QueryOf,
  ReadOptions,
  ResourceApi,
  WriteOptions,
} from './resource/resource-api.ts';
export { type AnyEvent, type Resources, subjectOf } from './resource/resources.ts';
export type { TokenSource } from './token-source.ts';

type Notes = Resources['notes'];
export type NotesApi = ResourceApi<Notes>;
export type NoteFilter = FilterOf<Notes>;
export type NoteQuery = QueryOf<Notes>;
export type NotePage = Page<Notes>;
export type PastEvent = Past<Notes>;

type Tasks = Resources['tasks'];
export type TasksApi = ResourceApi<Tasks>;
export type TaskFilter = FilterOf<Tasks>;
export type TaskQuery = QueryOf<Tasks>;
export type TaskPage = Page<Tasks>;
export type PastTaskEvent = Past<Tasks>;
