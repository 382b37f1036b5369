/** An operation of the API, and which service answers it. Parameters of the path stand in braces, as in OpenAPI. */
export type Route = {
  readonly service: 'command' | 'query';
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
};

/** How far the read model is, whatever is read from it. */
export const statusRoute: Route = { service: 'query', method: 'GET', path: '/v1/status' };
