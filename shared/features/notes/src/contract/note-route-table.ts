import { routesOf } from '@notes/contracts';

/** Everything that can be done with notes over HTTP. */
export const noteRouteTable = routesOf('/v1/notes', '/v1/stats');
