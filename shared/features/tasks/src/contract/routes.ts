import { routesOf } from '@notes/contracts';

/** Everything that can be done with tasks over HTTP. */
export const taskRouteTable = routesOf('/v1/tasks', '/v1/tasks/stats');
