import fc from 'fast-check';
import { type ApiDocument, resolve, type Schema } from './api-document.ts';
import { hostileText, hostileValue } from './hostile-values.ts';

/** Values that fit a schema. Where only an expert would find one (a pattern, a format), its examples are used. */
export function valuesOf(document: ApiDocument, reference: Schema): fc.Arbitrary<unknown> {
  const schema = resolve(document, reference);
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants !== undefined) return fc.oneof(...variants.map((variant) => valuesOf(document, variant)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const types = [schema.type ?? 'object'].flat();
  return fc.oneof(...types.map((type) => valuesOfType(document, schema, type)));
}

function valuesOfType(document: ApiDocument, schema: Schema, type: string): fc.Arbitrary<unknown> {
  const { minimum = -(2 ** 31), maximum = 2 ** 31 - 1, minItems = 0, maxItems = 5 } = schema;
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: minimum, max: maximum });
    case 'number':
      return fc.double({ min: minimum, max: maximum, noNaN: true });
    case 'string':
      return texts(schema);
    case 'array':
      return fc.array(valuesOf(document, schema.items ?? {}), {
        minLength: minItems,
        maxLength: Math.max(minItems, Math.min(maxItems, 5)),
      });
    default:
      return objects(document, schema);
  }
}

function objects(document: ApiDocument, { properties = {}, required = [] }: Schema): fc.Arbitrary<object> {
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, member]) => [name, valuesOf(document, member)]),
  );
  return fc.record(members, { requiredKeys: [...required] });
}

const instants = fc
  .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

function texts({ examples, pattern, format, minLength = 0, maxLength = 100 }: Schema): fc.Arbitrary<string> {
  if (format === 'date-time') return instants;
  const given = (examples ?? []).filter((example) => typeof example === 'string');
  const rule = new RegExp(pattern ?? '', 'u');
  const isFree = pattern === undefined || rule.test('any text');
  // To wait for a text that fits by chance would be to wait for ever.
  if (!isFree && given.length === 0) throw new Error(`the description gives no example for ${pattern}`);
  if (!isFree) return fc.constantFrom(...given);
  const length = { minLength, maxLength: Math.min(maxLength, 200) };
  const drawn = fc
    .oneof(fc.string({ unit: 'grapheme', ...length }), fc.string({ unit: 'grapheme-ascii', ...length }))
    .filter((text) => [...text].length <= maxLength && rule.test(text));
  return given.length === 0 ? drawn : fc.oneof(fc.constantFrom(...given), drawn);
}

/** Values that nearly fit: one thing about them is wrong, or strange. Some may fit all the same. */
export function nearMissesOf(document: ApiDocument, reference: Schema): fc.Arbitrary<unknown> {
  const schema = resolve(document, reference);
  const [type] = [schema.type ?? 'object'].flat();
  const { minimum = 0, maximum = 0, minLength = 1, maxLength = 10 } = schema;
  const bounds: fc.Arbitrary<unknown>[] = [hostileValue];
  if (type === 'integer') bounds.push(fc.constantFrom(minimum - 1, maximum + 1, minimum + 0.5, String(minimum)));
  if (type === 'string')
    bounds.push(hostileText, fc.constantFrom('x'.repeat(maxLength + 1), 'x'.repeat(Math.max(0, minLength - 1))));
  if (type === 'array') bounds.push(brokenArrays(document, schema));
  if (type === 'object') bounds.push(brokenObjects(document, schema));
  return fc.oneof(...bounds);
}

function brokenArrays(document: ApiDocument, { items = {}, maxItems = 20 }: Schema): fc.Arbitrary<unknown> {
  const one = valuesOf(document, items);
  return fc.oneof(
    fc.tuple(one, nearMissesOf(document, items)),
    one.map((value) => Array.from({ length: maxItems + 1 }, () => value)),
    fc.constant([]),
  );
}

function brokenObjects(document: ApiDocument, schema: Schema): fc.Arbitrary<unknown> {
  const { properties = {} } = schema;
  const whole = objects(document, schema);
  const names = Object.keys(properties);
  const extra = fc
    .tuple(whole, fc.oneof(hostileText, fc.constantFrom('id', 'version', 'created_by')), hostileValue)
    .map(([value, name, member]) => Object.assign(Object.create(null), value, { [name]: member }));
  if (names.length === 0) return extra;
  const lacking = fc
    .tuple(whole, fc.constantFrom(...names))
    .map(([value, name]) => Object.fromEntries(Object.entries(value).filter(([member]) => member !== name)));
  const wrong = fc
    .constantFrom(...names)
    .chain((name) =>
      fc
        .tuple(whole, nearMissesOf(document, properties[name] ?? {}))
        .map(([value, member]) => ({ ...value, [name]: member })),
    );
  return fc.oneof(extra, lacking, wrong);
}
