import fc from 'fast-check';
import pg from 'pg';
import { afterAll, expect, inject, test } from 'vitest';
import { arrayParameter, type ElementOf, type ElementType } from './array-parameter.ts';

const pool = new pg.Pool({ connectionString: inject('databaseUrl') });
afterAll(() => pool.end());

const instants = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
/** What a database takes: no U+0000, and a lone surrogate has no form in UTF-8. */
const texts = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => !text.includes('\u0000'));

const samples: { readonly [Type in ElementType]: fc.Arbitrary<ElementOf<Type> & {}> } = {
  uuid: fc.uuid(),
  text: fc.oneof(texts, fc.constantFrom('', 'null', '{a,"b"}', '\\', '𝒳'.repeat(50))),
  json: fc.json(),
  integer: fc.integer(),
  bigint: fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, -1, 2 ** 32, -(2 ** 32), 2 ** 31)),
  boolean: fc.boolean(),
  date: instants.map((instant) => instant.slice(0, 10)),
  timestamptz: fc.oneof(instants, fc.constantFrom('1999-12-31T23:59:59.999Z', '2000-01-01T00:00:00.000Z')),
  bytea: fc.uint8Array({ maxLength: 50 }),
};

/** What Postgres makes of the elements one by one, each as its text. */
const textOf = (element: unknown): string | null =>
  element instanceof Uint8Array ? `\\x${Buffer.from(element).toString('hex')}` : element === null ? null : `${element}`;

test.for(Object.keys(samples) as ElementType[])(
  'an array of %s is what its elements are by themselves',
  async (type) => {
    const elements = fc.array(fc.option(samples[type] as fc.Arbitrary<ElementOf<typeof type>>), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(elements, async (items) => {
        const { rows } = await pool.query(
          `select array(select element::text from unnest($1::${type}[]) as element) as parameter,
           array(select element::${type}::text from unnest($2::text[]) as element) as single`,
          [arrayParameter(type, items, (item) => item), items.map(textOf)],
        );
        expect(rows[0].parameter).toEqual(rows[0].single);
        expect(rows[0].parameter).toHaveLength(items.length);
      }),
      { numRuns: 60 },
    );
  },
);

test.for([
  ['date', '2026-13-01'],
  ['timestamptz', '2026-11-30T24:00:00.000Z'],
  ['timestamptz', '2026-11-30T10:00:0x.000Z'],
  ['timestamptz', '2026-11-30'],
] as const)('%s %s is refused', ([type, text]) => {
  expect(() => arrayParameter(type, [text], (item) => item)).toThrow(TypeError);
});
