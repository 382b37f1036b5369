import type { Status } from '@notes/contracts';
import { NotesError } from './errors/notes-error.ts';
import type { Http } from './http/create-http.ts';
import type { Answer } from './http/read-answer.ts';
import type { ReadOptions } from './resource/resource-api.ts';

/** What `GET /v1/status` answers. */
export type { Status };

/** Whether the service can be reached, and whether it knows the caller. */
export type Reachability = {
  /** The service has answered itself, not something else that is at its address, and it takes calls of this caller. */
  readonly ok: boolean;
  /** The HTTP status; undefined: there was no answer. */
  readonly status: number | undefined;
  readonly latencyMs: number;
  /** The service has looked at the caller's token, or asks for none. False: it refused the token, or could not be asked. */
  readonly authenticated: boolean;
};

type Overview = {
  status(options?: ReadOptions): Promise<Status>;
  reach(options?: ReadOptions): Promise<Reachability>;
};

/** `once`: sends nothing again. */
export function createOverview(http: Http, once: Http): Overview {
  return {
    // Without our position: a service that waits until it has seen what we have cannot tell how far behind it is.
    status: async (options = {}) => (await http({ ...options, method: 'GET', path: '/v1/status' }, bodyOf)) as Status,
    async reach(options = {}) {
      const begun = performance.now();
      const ask = { ...options, method: 'GET', path: '/v1/status' };
      const { status, ok } = await once(ask, (answer) => ({ status: answer.status, ok: isStatus(answer.body) })).catch(
        failed,
      );
      // Any page answers with 200, and a gateway whose services are away has looked at no token: only our answer proves something.
      return { ok, status, latencyMs: performance.now() - begun, authenticated: ok };
    },
  };
}

const bodyOf = ({ body }: Answer): unknown => body;

/** Whether it is what our service says of itself. */
function isStatus(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const { epoch, partitions }: Partial<Record<string, unknown>> = body;
  return typeof epoch === 'string' && Array.isArray(partitions);
}

function failed(error: unknown): { status: number | undefined; ok: false } {
  if (error instanceof NotesError) return { status: error.status, ok: false };
  throw error;
}
