import type { Route } from '@notes/contracts';

/** An operation of the table. */
export type Operation = Pick<Route, 'service' | 'path'> & { readonly method: string };

export type RouteTable = {
  readonly operations: readonly Operation[];
  /** The same object as among `operations`; undefined if the table has no such operation. `url` may have a query. */
  find(method: string, url: string): Operation | undefined;
  /** The methods of an address, as the Allow header lists them; undefined if there is no such address. */
  allowed(url: string): readonly string[] | undefined;
};

/** An address is matched as it came: one with escapes that it does not need is in no table. */
export function createRouteTable(routes: readonly Route[]): RouteTable {
  const templates = new Map<string, Map<string, Operation>>();
  for (const { service, method, path } of routes) {
    const operations = templates.get(path) ?? new Map<string, Operation>();
    operations.set(method, { service, method, path });
    if (method === 'GET') operations.set('HEAD', { service, method: 'HEAD', path });
    templates.set(path, operations);
  }
  // Most addresses are without parameters, or fit the first pattern: looking at all of them segment by segment took 2 µs a request.
  const patterns = [...templates]
    .filter(([path]) => path.includes('{'))
    .sort(([a], [b]) => rank(a).localeCompare(rank(b)))
    .map(([path, operations]) => ({ pattern: patternOf(path), operations }));

  function at(url: string): ReadonlyMap<string, Operation> | undefined {
    const query = url.indexOf('?');
    const path = query === -1 ? url : url.slice(0, query);
    return templates.get(path) ?? patterns.find(({ pattern }) => pattern.test(path))?.operations;
  }

  return {
    operations: [...templates.values()].flatMap((operations) => [...operations.values()]),
    find: (method, url) => at(url)?.get(method),
    allowed(url) {
      const operations = at(url);
      return operations === undefined ? undefined : [...order.filter((method) => operations.has(method)), 'OPTIONS'];
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
