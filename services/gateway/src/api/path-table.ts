/** The part of an OpenAPI document that is looked at here. */
export type ApiDocument = {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly tags?: readonly { readonly name: string }[];
};

/** What methods an address has, as the Allow header lists them; undefined if there is no such address. */
export type PathTable = (url: string) => readonly string[] | undefined;

const order = ['get', 'head', 'post', 'put', 'patch', 'delete'];

/** Over all documents together: an address may be read from one service and written by another. */
export function createPathTable(documents: readonly ApiDocument[]): PathTable {
  const methodsOf = new Map<string, Set<string>>();
  for (const { paths = {} } of documents)
    for (const [template, operations] of Object.entries(paths)) {
      const methods = methodsOf.get(template) ?? new Set();
      for (const method of Object.keys(operations)) if (order.includes(method)) methods.add(method);
      if (methods.has('get')) methods.add('head');
      methodsOf.set(template, methods);
    }
  const entries = [...methodsOf].map(([template, methods]) => ({ segments: template.split('/'), methods }));
  // As routers do: a literal segment goes before a parameter.
  entries.sort((a, b) => rank(a.segments).localeCompare(rank(b.segments)));
  return (url) => {
    const segments = (url.split('?')[0] ?? '').split('/');
    const methods = entries.find((entry) => matches(entry.segments, segments))?.methods;
    return methods === undefined ? undefined : [...order.filter((one) => methods.has(one)), 'options'].map(upper);
  };
}

const isParameter = (segment: string): boolean => segment.startsWith('{');
const upper = (method: string): string => method.toUpperCase();
const rank = (segments: readonly string[]): string => segments.map((one) => (isParameter(one) ? '1' : '0')).join('');

const matches = (template: readonly string[], segments: readonly string[]): boolean =>
  template.length === segments.length &&
  template.every((one, index) => (isParameter(one) ? segments[index] !== '' : one === segments[index]));
