import type { LookupFunction } from 'node:net';

/** Where nobody listens on any port that a test uses: connections are refused. */
export const nobody = '127.0.0.2';

/** A resolver that gives what a test wants. */
export type Names = {
  readonly lookup: LookupFunction;
  /** What every name resolves to. */
  addresses: string[];
  /** What the next lookups give instead, each one of these. Without addresses: no answer, ever. */
  readonly next: (readonly string[])[];
};

export function createNames(): Names {
  const names: Names = {
    addresses: ['127.0.0.1'],
    next: [],
    lookup(_host, _options, done) {
      const addresses = names.next.shift() ?? names.addresses;
      if (addresses.length === 0) return;
      const found = addresses.map((address) => ({ address, family: 4 }));
      setImmediate(() => done(null, found));
    },
  };
  return names;
}
