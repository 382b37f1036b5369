import fc from 'fast-check';

/** Texts that have broken parsers, databases and encoders before. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    'x\udc00y',
    '\ufeff',
    '\u2028',
    '🦉',
    '%00',
    '%',
    '%zz',
    '../..',
  ),
  fc.constantFrom('__proto__', 'constructor', 'null', 'true', '-0', '1e999', '0x10', 'NaN', '9007199254740993'),
  fc.constantFrom("' or 1=1 --", '"', '\\', '$1', '%s', '<script>', '{{7*7}}', '\r\nX-Injected: 1', '*', 'W/"1"'),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.integer({ min: 200, max: 30_000 }).map((length) => 'x'.repeat(length)),
);

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** Anything that JSON can say. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(null, true, false, 0, -1, 0.5, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e308, -0, [], {}, [[]]),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constant(JSON.parse(nested(100))),
);

/** Bodies that are no JSON, or not the JSON that a parser expects. */
export const hostileBody: fc.Arbitrary<Buffer> = fc.oneof(
  fc
    .constantFrom('', '{', '[', '"', 'nul', '{}{}', '{"title":', "{'title':'a'}", '\ufeff{}', '{"title":"\\ud800"}')
    .map((text) => Buffer.from(text)),
  fc
    .constantFrom('{"title":"a","__proto__":{"x":1}}', '{"constructor":{"prototype":{}}}', '{"title":"a","title":"b"}')
    .map((text) => Buffer.from(text)),
  fc.constantFrom('{"title":"\u0000"}', '[1,2]', 'null', '"text"', '1e400', '-').map((text) => Buffer.from(text)),
  fc.constantFrom('[', nested(5_000), nested(200_000), `{"title":${nested(5_000)}}`).map((text) => Buffer.from(text)),
  fc.constant(Buffer.alloc(600 * 1024, '"')),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
);
