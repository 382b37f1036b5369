import type { Route } from '@notes/contracts';

export type RouteTable = {
  /** Which service answers the operation; undefined if the table has no such operation. `url` may have a query. */
  serviceOf(method: string, url: string): Route['service'] | undefined;
  /** The methods of an address, as the Allow header lists them; undefined if there is no such address. */
  allowed(url: string): readonly string[] | undefined;
};

/** An address is matched as it came: one with escapes that it does not need is in no table. */
export function createRouteTable(routes: readonly Route[]): RouteTable {
  const templates = new Map<string, Map<string, Route['service']>>();
  for (const { service, method, path } of routes) {
    const services = templates.get(path) ?? new Map();
    services.set(method, service);
    if (method === 'GET') services.set('HEAD', service);
    templates.set(path, services);
  }
  // Most addresses are without parameters, or fit the first pattern: looking at all of them segment by segment took 2 µs a request.
  const patterns = [...templates]
    .filter(([path]) => path.includes('{'))
    .sort(([a], [b]) => rank(a).localeCompare(rank(b)))
    .map(([path, services]) => ({ pattern: patternOf(path), services }));

  function find(url: string): ReadonlyMap<string, Route['service']> | undefined {
    const query = url.indexOf('?');
    const path = query === -1 ? url : url.slice(0, query);
    return templates.get(path) ?? patterns.find(({ pattern }) => pattern.test(path))?.services;
  }

  return {
    serviceOf: (method, url) => find(url)?.get(method),
    allowed(url) {
      const services = find(url);
      return services === undefined ? undefined : [...order.filter((method) => services.has(method)), 'OPTIONS'];
    },
  };
}

const order = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

const parameter = /\{[^/]+\}/g;
/** Of two templates that both match, the one whose segment is literal comes first. */
const rank = (path: string): string =>
  path
    .split('/')
    .map((segment) => (segment.startsWith('{') ? '1' : '0'))
    .join('');

/** Names in templates are letters, digits, `-` and `_`: nothing that means something in a pattern. */
const patternOf = (path: string): RegExp => new RegExp(`^${path.replace(parameter, '[^/]+')}$`);
