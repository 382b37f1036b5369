import type { ProblemItem } from '@notes/service';

const headers = ['If-Match', 'Idempotency-Key', 'Consistency-Token'];

/**
 * Where the mistakes of a request stood in the payload of the call that it was made from: members of its body and parameters of its
 * query are members of the payload, and so are these headers.
 */
export const payloadItems = (items: readonly ProblemItem[]): ProblemItem[] =>
  items.map(({ pointer, parameter, header, code, detail }) => {
    if (pointer !== undefined) return { pointer: `#/payload${pointer.slice(1)}`, code, detail };
    if (parameter !== undefined) return { pointer: `#/payload/${segment(parameter)}`, code, detail };
    const name = headers.find((one) => one.toLowerCase() === header?.toLowerCase());
    if (name !== undefined) return { pointer: `#/payload/${name.toLowerCase().replace('-', '_')}`, code, detail };
    return { ...(header === undefined ? {} : { header }), code, detail };
  });

const segment = (name: string): string =>
  encodeURIComponent(
    name
      .replace(/[\ud800-\udfff]/gu, '\ufffd')
      .replaceAll('~', '~0')
      .replaceAll('/', '~1'),
  );
