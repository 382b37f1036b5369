import { NotesError } from './errors/notes-error.ts';
import type { Http } from './http/create-http.ts';
import type { Answer } from './http/read-answer.ts';
import type { ReadOptions } from './notes/notes-api.ts';
import type { Reachability, Stats, Status } from './overview.ts';

type Overview = {
  stats(options?: ReadOptions): Promise<Stats>;
  status(options?: ReadOptions): Promise<Status>;
  reach(options?: ReadOptions): Promise<Reachability>;
};

/** `once`: sends nothing again. */
export function createOverview(http: Http, once: Http): Overview {
  const get = (path: string, options: ReadOptions): Promise<unknown> =>
    http({ ...options, method: 'GET', path, fresh: true }, bodyOf);
  return {
    stats: async (options = {}) => (await get('/v1/stats', options)) as Stats,
    // Without our position: a service that waits until it has seen what we have cannot tell how far behind it is.
    status: async (options = {}) => (await http({ ...options, method: 'GET', path: '/v1/status' }, bodyOf)) as Status,
    async reach(options = {}) {
      const begun = performance.now();
      const ask = { ...options, method: 'GET', path: '/v1/status' };
      const status = await once(ask, (answer) => answer.status).catch(statusOf);
      const latencyMs = performance.now() - begun;
      const ok = status === 200;
      return { ok, status, latencyMs, authenticated: ok || (status !== undefined && status !== 401 && status !== 403) };
    },
  };
}

const bodyOf = ({ body }: Answer): unknown => body;

function statusOf(error: unknown): number | undefined {
  if (error instanceof NotesError) return error.status;
  throw error;
}
