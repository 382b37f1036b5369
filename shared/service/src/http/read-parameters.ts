import type { ProblemError as ProblemItem } from '@notes/contracts';
import type { TSchema } from 'typebox';

type Parsed = Readonly<Record<string, string | string[]>>;
type Parameter = TSchema & { readonly type?: string; readonly items?: TSchema };

const integer = /^-?\d{1,16}$/;
const number = /^-?\d+(?:\.\d+)?$/;
const maxItems = 20;

/**
 * The parameters of a query as their schemas have them: numbers and booleans read from text, one value for a list made a
 * list. A parameter that no schema knows, and one given twice that takes one value, are mistakes. What cannot be read stays
 * text, for the schema to refuse.
 */
export function readParameters(
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
  switch (schema?.type) {
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
