import { TransportError } from '../errors/notes-error.ts';
import { NotFoundError } from '../errors/problem-errors.ts';
import type { CallOptions, Http } from '../http/create-http.ts';
import type { Answer } from '../http/read-answer.ts';
import { queryText, readLink } from './query.ts';
import type {
  ChangeOptions,
  Page,
  Past,
  QueryOf,
  ReadOptions,
  Resource,
  ResourceApi,
  WriteOptions,
} from './resource-api.ts';
import { type Resources, resources } from './resources.ts';

const mergePatch = 'application/merge-patch+json';

/** The calls of each resource, by its name. */
export type ResourceApis = { readonly [All in keyof Resources]: ResourceApi<Resources[All]> };

export const createResourceApis = (http: Http): ResourceApis =>
  Object.fromEntries(
    Object.entries(resources).map(([name, resource]) => [name, createResourceApi<Resource>(http, resource)]),
  ) as ResourceApis;

/** The calls of a resource. */
function createResourceApi<R extends Resource>(http: Http, { all, stats }: Called<R>): ResourceApi<R> {
  type Item = R['Item'];
  const path = `/v1/${all}`;
  const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;
  const itemIn = (answer: Answer): Item => membersOf<Item>(answer);
  const itemsIn = (answer: Answer): readonly R['Listed'][] => membersOf<Listed<R>>(answer)[all];
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

  const api: ResourceApi<R> = {
    create: async (item, options) => write(itemIn, 'POST', path, options, item),
    createMany: async (items, options) => write(itemsIn, 'POST', `${path}/bulk`, options, { [all]: items }),
    get: async (id, { version, at, ...options } = {}) =>
      read(itemIn, `${pathOf(id)}${queryText({ version, at })}`, options),
    find: async (id, options) => {
      try {
        return await api.get(id, options);
      } catch (error) {
        if (error instanceof NotFoundError) return undefined;
        throw error;
      }
    },
    replace: async (id, item, options) => write(itemIn, 'PUT', pathOf(id), options, item),
    update: async (id, patch, options) => write(itemIn, 'PATCH', pathOf(id), options, patch),
    remove: async (id, options) => write(versionIn, 'DELETE', pathOf(id), options),
    restore: async (id, options) => write(itemIn, 'POST', `${pathOf(id)}/restore`, options),
    removeMany: async (filter, options = {}) => {
      const at = `${path}${queryText(filter)}`;
      const ask = { ...limits(options), ...writing(options), method: 'DELETE', path: at, fresh: true };
      return http(ask, membersOf<{ deleted: number }>);
    },
    async *list(query = {}, options = {}) {
      for (let next: QueryOf<R> | undefined = query; next !== undefined; ) {
        const page: Page<R> = await api.page(next, options);
        yield* page[all];
        next = page.next;
      }
    },
    page: async (query = {}, options = {}) =>
      read((answer) => pageIn<R>(answer, query, itemsIn(answer), all), `${path}${queryText(query)}`, options),
    async *history(id, { limit, ...options } = {}) {
      for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
        const at = `${pathOf(id)}/events${queryText({ limit, cursor })}`;
        const page: EventsPage<R> = await read(membersOf<EventsPage<R>>, at, options);
        yield* page.events;
        cursor = page.next;
      }
    },
    stats: async (options) => read(membersOf<R['Stats']>, stats, options),
  };
  return api;
}

type Called<R extends Resource> = { readonly all: R['All']; readonly stats: string };
type Read<T> = (answer: Answer) => T;
type Listed<R extends Resource> = Pick<Page<R>, R['All']>;
type EventsPage<R extends Resource> = { readonly events: readonly Past<R>[]; readonly next?: string };

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

function versionIn({ headers, status }: Answer): { readonly version: number } {
  const version = /^"(\d+)"$/.exec(headers.get('etag') ?? '')?.[1];
  if (version === undefined) throw new TransportError('The answer has no ETag.', { status });
  return { version: Number(version) };
}

function pageIn<R extends Resource>(answer: Answer, query: QueryOf<R>, items: readonly R['Listed'][], all: R['All']) {
  const { next } = membersOf<{ next?: string }>(answer);
  const { headers } = answer;
  const [link, total] = [headers.get('link'), headers.get('x-total-count')];
  const { offset: _, cursor: __, ...rest } = query;
  const to = (start: object | undefined) => start && { ...rest, ...start };
  return {
    [all]: items,
    total: total === null ? undefined : Number(total),
    next: to(readLink(link, 'next') ?? (next === undefined ? undefined : { cursor: next })),
    prev: to(readLink(link, 'prev')),
    position: headers.get('consistency-token') ?? undefined,
  } as Page<R>;
}
