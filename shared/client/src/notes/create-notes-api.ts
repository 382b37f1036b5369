import type { Note } from '@notes/contracts';
import { TransportError } from '../errors/notes-error.ts';
import { NotFoundError } from '../errors/problem-errors.ts';
import type { CallOptions, Http } from '../http/create-http.ts';
import type { Answer } from '../http/read-answer.ts';
import { type NoteQuery, queryText } from './note-query.ts';
import type { ChangeOptions, NotePage, NotesApi, PastEvent, ReadOptions, WriteOptions } from './notes-api.ts';
import { readLink } from './read-link.ts';

const path = '/v1/notes';
const mergePatch = 'application/merge-patch+json';

export function createNotesApi(http: Http): NotesApi {
  const write = (method: string, at: string, options: ChangeOptions = {}, body?: unknown, contentType?: string) =>
    http({
      ...limits(options),
      ...writing(options),
      method,
      path: at,
      body,
      headers: changeHeaders(options, contentType),
    });
  const read = (at: string, options: ReadOptions = {}) =>
    http({ ...limits(options), ...waiting(options), method: 'GET', path: at, fresh: true });

  const api: NotesApi = {
    create: async (note, options) => noteIn(await write('POST', path, options, note)),
    createMany: async (notes, options) =>
      membersOf<{ notes: Note[] }>(await write('POST', `${path}/bulk`, options, { notes })).notes,
    get: async (id, { version, at, ...options } = {}) =>
      noteIn(await read(`${pathOf(id)}${queryText({ version, at })}`, options)),
    find: async (id, options) => {
      try {
        return await api.get(id, options);
      } catch (error) {
        if (error instanceof NotFoundError) return undefined;
        throw error;
      }
    },
    replace: async (id, note, options) => noteIn(await write('PUT', pathOf(id), options, note)),
    update: async (id, patch, options) => noteIn(await write('PATCH', pathOf(id), options, patch, mergePatch)),
    remove: async (id, options) => ({ version: versionIn(await write('DELETE', pathOf(id), options)) }),
    restore: async (id, options) => noteIn(await write('POST', `${pathOf(id)}/restore`, options)),
    removeMany: async (filter, options = {}) =>
      membersOf<{ deleted: number }>(
        await http({
          ...limits(options),
          ...writing(options),
          method: 'DELETE',
          path: `${path}${queryText(filter)}`,
          fresh: true,
        }),
      ),
    async *list(query = {}, options = {}) {
      for (let next: NoteQuery | undefined = query; next !== undefined; ) {
        const page: NotePage = await api.page(next, options);
        yield* page.notes;
        next = page.next;
      }
    },
    page: async (query = {}, options = {}) => pageIn(await read(`${path}${queryText(query)}`, options), query),
    async *history(id, { limit, ...options } = {}) {
      for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
        const answer = await read(`${pathOf(id)}/events${queryText({ limit, cursor })}`, options);
        const page: { events: PastEvent[]; next?: string } = membersOf(answer);
        yield* page.events;
        cursor = page.next;
      }
    },
  };
  return api;
}

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

function versionIn({ headers, status }: Answer): number {
  const version = /^"(\d+)"$/.exec(headers.get('etag') ?? '')?.[1];
  if (version === undefined) throw new TransportError('The answer has no ETag.', { status });
  return Number(version);
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
