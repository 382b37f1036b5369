import type { Note } from '@notes/feature-notes/contract';
import { TransportError } from '../errors/notes-error.ts';
import { NotFoundError } from '../errors/problem-errors.ts';
import type { CallOptions, Http } from '../http/create-http.ts';
import type { Answer } from '../http/read-answer.ts';
import { type NoteQuery, queryText, readLink } from './note-query.ts';
import type { ChangeOptions, NotePage, NotesApi, PastEvent, ReadOptions, WriteOptions } from './notes-api.ts';

const path = '/v1/notes';
const mergePatch = 'application/merge-patch+json';

export function createNotesApi(http: Http): NotesApi {
  const write = <T>(read: Read<T>, method: string, at: string, options: ChangeOptions = {}, body?: unknown) =>
    http(
      {
        ...limits(options),
        ...writing(options),
        method,
        path: at,
        body,
        headers: changeHeaders(options, method === 'PATCH' ? mergePatch : undefined),
      },
      read,
    );
  const read = <T>(take: Read<T>, at: string, options: ReadOptions = {}) =>
    http({ ...limits(options), ...waiting(options), method: 'GET', path: at, fresh: true }, take);

  const api: NotesApi = {
    create: async (note, options) => write(noteIn, 'POST', path, options, note),
    createMany: async (notes, options) => write(notesIn, 'POST', `${path}/bulk`, options, { notes }),
    get: async (id, { version, at, ...options } = {}) =>
      read(noteIn, `${pathOf(id)}${queryText({ version, at })}`, options),
    find: async (id, options) => {
      try {
        return await api.get(id, options);
      } catch (error) {
        if (error instanceof NotFoundError) return undefined;
        throw error;
      }
    },
    replace: async (id, note, options) => write(noteIn, 'PUT', pathOf(id), options, note),
    update: async (id, patch, options) => write(noteIn, 'PATCH', pathOf(id), options, patch),
    remove: async (id, options) => write(versionIn, 'DELETE', pathOf(id), options),
    restore: async (id, options) => write(noteIn, 'POST', `${pathOf(id)}/restore`, options),
    removeMany: async (filter, options = {}) => {
      const at = `${path}${queryText(filter)}`;
      const ask = { ...limits(options), ...writing(options), method: 'DELETE', path: at, fresh: true };
      return http(ask, membersOf<{ deleted: number }>);
    },
    async *list(query = {}, options = {}) {
      for (let next: NoteQuery | undefined = query; next !== undefined; ) {
        const page: NotePage = await api.page(next, options);
        yield* page.notes;
        next = page.next;
      }
    },
    page: async (query = {}, options = {}) =>
      read((answer) => pageIn(answer, query), `${path}${queryText(query)}`, options),
    async *history(id, { limit, ...options } = {}) {
      for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
        const at = `${pathOf(id)}/events${queryText({ limit, cursor })}`;
        const page: EventsPage = await read(membersOf<EventsPage>, at, options);
        yield* page.events;
        cursor = page.next;
      }
    },
  };
  return api;
}

type Read<T> = (answer: Answer) => T;
type EventsPage = { readonly events: readonly PastEvent[]; readonly next?: string };

const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;

const limits = ({ signal, timeoutMs, deadlineMs }: CallOptions): CallOptions => ({ signal, timeoutMs, deadlineMs });

const writing = ({ idempotencyKey = crypto.randomUUID() }: WriteOptions) => ({ idempotencyKey });

const changeHeaders = ({ ifMatch }: ChangeOptions, contentType?: string) => ({
  'if-match': ifMatch === undefined ? undefined : `"${ifMatch}"`,
  'content-type': contentType,
});

/** The service is given its time before the attempt is given up. */
function waiting({ waitMs, timeoutMs }: ReadOptions) {
  if (waitMs === undefined) return {};
  const headers = { prefer: `wait=${Math.ceil(waitMs / 1_000)}` };
  return { headers, timeoutMs: timeoutMs ?? waitMs + spareMs };
}

const spareMs = 5_000;

const membersOf = <T extends object>({ body, status }: Answer): T => {
  if (typeof body === 'object' && body !== null) return body as T;
  throw new TransportError('The answer holds nothing.', { status });
};

const noteIn = (answer: Answer): Note => membersOf<Note>(answer);

const notesIn = (answer: Answer): Note[] => membersOf<{ notes: Note[] }>(answer).notes;

function versionIn({ headers, status }: Answer): { readonly version: number } {
  const version = /^"(\d+)"$/.exec(headers.get('etag') ?? '')?.[1];
  if (version === undefined) throw new TransportError('The answer has no ETag.', { status });
  return { version: Number(version) };
}

function pageIn(answer: Answer, query: NoteQuery): NotePage {
  const { notes, next } = membersOf<{ notes: Note[]; next?: string }>(answer);
  const { headers } = answer;
  const [link, total] = [headers.get('link'), headers.get('x-total-count')];
  const { offset: _, ...rest } = query;
  return {
    notes,
    total: total === null ? undefined : Number(total),
    next: readLink(link, 'next', query) ?? (next === undefined ? undefined : { ...rest, cursor: next }),
    prev: readLink(link, 'prev', query),
    position: headers.get('consistency-token') ?? undefined,
  };
}
