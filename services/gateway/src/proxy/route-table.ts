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
  const entries = [...templates]
    .map(([path, services]) => ({ segments: path.split('/'), services }))
    .sort((a, b) => rank(a.segments).localeCompare(rank(b.segments)));

  function find(url: string): ReadonlyMap<string, Route['service']> | undefined {
    const query = url.indexOf('?');
    const segments = (query === -1 ? url : url.slice(0, query)).split('/');
    return entries.find((entry) => matches(entry.segments, segments))?.services;
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

const isParameter = (segment: string): boolean => segment.startsWith('{');
/** Of two templates that both match, the one whose segment is literal comes first. */
const rank = (segments: readonly string[]): string => segments.map((one) => (isParameter(one) ? '1' : '0')).join('');

const matches = (template: readonly string[], segments: readonly string[]): boolean =>
  template.length === segments.length &&
  template.every((one, index) => (isParameter(one) ? segments[index] !== '' : one === segments[index]));
