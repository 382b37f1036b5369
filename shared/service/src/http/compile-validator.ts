import type { ProblemError as ProblemItem } from '@notes/contracts';
import type { FastifySchemaCompiler } from 'fastify';
import { IsOptional, type TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { ProblemError } from '../problem-error.ts';
import { boundedCopy, validationItems } from './validation-items.ts';

type Verdict = { value: unknown } | { error: ProblemError };
type ObjectSchema = TSchema & { readonly properties?: Readonly<Record<string, TSchema>> };

/**
 * How Fastify validates. A body must fit its schema as it is: nothing is converted, removed or filled in. An optional one
 * may be absent. A query is text: numbers and booleans are read from it. Path segments that do not fit are an address that does not
 * exist. Headers have their own readers: their schema is documentation.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  switch (httpPart) {
    case 'body':
      return bodyValidator(schema);
    case 'querystring':
      return queryValidator(schema);
    case 'params':
      return paramsValidator(schema);
    default:
      return (value: unknown) => ({ value });
  }
};

/** Plenty for the longest list that any route takes. */
const maxValues = 20_000;
const tooMuch: ProblemItem = {
  pointer: '#',
  code: 'invalid',
  detail: 'Somewhere behind a great many values there is a fault.',
};

function bodyValidator(schema: ObjectSchema): (value: unknown) => Verdict {
  const validator = Compile(schema);
  const optional = IsOptional(schema);
  return (value) => {
    if ((optional && value === null) || validator.Check(value)) return { value };
    const seen = boundedCopy(value, maxValues);
    const items = validationItems(validator.Errors(seen), 'body', seen, schema);
    return refuse(items.length > 0 ? items : [tooMuch]);
  };
}

function queryValidator(schema: ObjectSchema): (value: unknown) => Verdict {
  const properties = schema.properties ?? {};
  const validator: Validator = Compile(schema);
  return (query) => {
    const { value, items } = readParameters(query as Readonly<Record<string, string | string[]>>, properties);
    const fits = validator.Check(value);
    if (fits && items.length === 0) return { value };
    return refuse([...items, ...(fits ? [] : validationItems(validator.Errors(value), 'querystring', value, schema))]);
  };
}

function paramsValidator(schema: TSchema): (value: unknown) => Verdict {
  const validator = Compile(schema);
  return (value) =>
    validator.Check(value) ? { value } : { error: new ProblemError('not-found', 'There is nothing at this address.') };
}

function refuse(items: ProblemItem[]): { error: ProblemError } {
  const [first] = items;
  const where = first?.pointer ?? first?.parameter ?? 'the request';
  const more = items.length > 1 ? ` There are ${items.length} mistakes.` : '';
  return {
    error: new ProblemError('invalid', `${where}: ${first?.detail ?? 'Not admitted.'}${more}`, { errors: items }),
  };
}

type Parsed = Readonly<Record<string, string | string[]>>;
type Parameter = TSchema & { readonly type?: string | readonly string[]; readonly items?: TSchema };

const integer = /^-?\d{1,16}$/;
const number = /^-?\d+(?:\.\d+)?$/;
const maxItems = 20;

/**
 * The parameters of a query as their schemas have them: numbers and booleans read from text, one value for a list made a
 * list. A parameter that no schema knows, and one given twice that takes one value, are mistakes. What cannot be read stays
 * text, for the schema to refuse. `null` is null where there may be one.
 */
function readParameters(
  query: Parsed,
  schemas: Readonly<Record<string, TSchema>>,
): { readonly value: Record<string, unknown>; readonly items: ProblemItem[] } {
  const value: Record<string, unknown> = {};
  const items: ProblemItem[] = [];
  for (const name in query) {
    const given = query[name] ?? '';
    const schema = Object.hasOwn(schemas, name) ? (schemas[name] as Parameter) : undefined;
    if (schema === undefined) items.push(unknown(name, Object.keys(schemas)));
    else if (schema.type === 'array') value[name] = [given].flat().map((text) => fromText(text, schema.items));
    else if (typeof given === 'string') value[name] = fromText(given, schema);
    else items.push({ parameter: name, code: 'repeated', detail: 'Must be given once.' });
    if (items.length >= maxItems) break;
  }
  return { value, items };
}

function fromText(text: string, schema: Parameter | undefined): unknown {
  const types = [schema?.type ?? []].flat();
  if (text === 'null' && types.includes('null')) return null;
  switch (types[0]) {
    case 'integer':
      return integer.test(text) ? Number(text) : text;
    case 'number':
      return number.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    default:
      return text;
  }
}

const unknown = (name: string, known: readonly string[]): ProblemItem => ({
  parameter: name,
  code: 'unknown-parameter',
  detail:
    known.length === 0 ? 'This address takes no parameters.' : `Unknown parameter. Known are: ${known.join(', ')}.`,
});
