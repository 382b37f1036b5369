/** What `GET /v1/stats` answers. */
export type Stats = {
  readonly notes: number;
  readonly deleted: number;
  readonly events: number;
  /** The hundred who created most. */
  readonly by_author: readonly { readonly created_by: string; readonly notes: number }[];
  readonly by_priority: readonly { readonly priority: number; readonly notes: number }[];
  /** The last thirty days on which something happened. */
  readonly per_day: readonly {
    readonly day: string;
    readonly created: number;
    readonly revised: number;
    readonly deleted: number;
    readonly restored: number;
  }[];
};

/** What `GET /v1/status` answers: how far the read model is behind the log. `null`: cannot be told at the moment. */
export type Status = {
  readonly read_model: { readonly version: number };
  readonly epoch: string;
  readonly partitions: readonly {
    readonly partition: number;
    readonly position: number;
    readonly end: number | null;
    readonly lag: number | null;
  }[];
  readonly lag: number | null;
  readonly build: string;
};

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
