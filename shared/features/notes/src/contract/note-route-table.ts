import type { Route } from '@notes/contracts';

const reads = (path: string): Route => ({ service: 'query', method: 'GET', path });
const writes = (method: Route['method'], path: string): Route => ({ service: 'command', method, path });

/** Everything that can be done with notes over HTTP. */
export const noteRouteTable: readonly Route[] = [
  reads('/v1/notes'),
  writes('POST', '/v1/notes'),
  writes('DELETE', '/v1/notes'),
  writes('POST', '/v1/notes/bulk'),
  reads('/v1/notes/{id}'),
  writes('PUT', '/v1/notes/{id}'),
  writes('PATCH', '/v1/notes/{id}'),
  writes('DELETE', '/v1/notes/{id}'),
  writes('POST', '/v1/notes/{id}/restore'),
  reads('/v1/notes/{id}/events'),
  reads('/v1/stats'),
];
