/** What `GET /v1/stats` and `GET /v1/status` answer. */
export type { Stats, Status } from '@notes/contracts';

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
