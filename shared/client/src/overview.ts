import type { Status } from '@notes/contracts';
import { NotesError } from './errors/notes-error.ts';
import { ProblemError } from './errors/problem-errors.ts';
import { isOurs } from './errors/to-problem-error.ts';
import type { Http } from './http/create-http.ts';
import type { Answer } from './http/read-answer.ts';
import type { ReadOptions } from './resource/resource-api.ts';

/** What `GET /v1/status` answers. */
export type { Status };

/** Whether the service can be reached, and whether it knows the caller. */
export type Reachability = {
  /** The service has answered itself, and takes calls of this caller. */
  readonly ok: boolean;
  /**
   * Who answered: a service of Notes; or something else that is at its address, for instance a web page, a proxy, or the login of a network.
   * Undefined: nobody, or not in time.
   */
  readonly server: 'notes' | 'other' | undefined;
  /** The HTTP status; undefined: there was no answer. */
  readonly status: number | undefined;
  /**
   * Whether the service has looked at the caller's token and found it valid, or asks for none. Undefined: nothing was reached that could
   * tell, for instance a gateway whose services are away.
   */
  readonly authenticated: boolean | undefined;
  readonly latencyMs: number;
  /** Why it is not `ok`. */
  readonly error: NotesError | undefined;
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
      const found = await once(ask, (answer) => answer).then(fromAnswer, fromError);
      return { ...found, latencyMs: performance.now() - begun };
    },
  };
}

const bodyOf = ({ body }: Answer): unknown => body;

type Found = Omit<Reachability, 'latencyMs'>;

/** Any page answers with 200: only what our service says of itself proves something. */
function fromAnswer({ status, body }: Answer): Found {
  if (isStatus(body)) return { ok: true, server: 'notes', status, authenticated: true, error: undefined };
  const error = new NotesError('What answers at this address is not Notes.', { status });
  return { ok: false, server: 'other', status, authenticated: undefined, error };
}

function isStatus(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const { epoch, partitions }: Partial<Record<string, unknown>> = body;
  return typeof epoch === 'string' && Array.isArray(partitions);
}

function fromError(error: unknown): Found {
  if (!(error instanceof NotesError)) throw error;
  const { status } = error;
  const isNotes = error instanceof ProblemError && isOurs(error);
  const server = isNotes ? 'notes' : status === undefined ? undefined : 'other';
  return { ok: false, server, status, authenticated: isNotes ? isAuthenticated(error) : undefined, error };
}

/** A token that lacks a scope is valid. What else is refused is refused whoever calls, and no token may have been looked at. */
const isAuthenticated = ({ status }: ProblemError): boolean | undefined =>
  status === 401 ? false : status === 403 ? true : undefined;
