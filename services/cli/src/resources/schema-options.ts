import { type Command, InvalidArgumentError, Option } from 'commander';
import type { TObject, TSchema } from 'typebox';

/** What of a schema is looked at here. */
type Member = TSchema & {
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly items?: Member;
  readonly default?: unknown;
  readonly description?: string;
};

/** The value of an option as the API takes it. */
export type Values = Readonly<Record<string, unknown>>;

/** `story_points:ge` is `--story-points:ge`. */
export const flagOf = (member: string): string => `--${member.replaceAll('_', '-')}`;

/** `null` is a word of the query language, so in a query it stands for null. In a body it is a text like any other. */
type Place = 'query' | 'body';

/**
 * Gives the command an option for each member of a schema, but for those whose flag is taken: of the type that the schema says, with its
 * description, and with its values where it lists them. Returns how to take the values of the members from what was given; a member that
 * was not given is absent.
 */
export function addSchemaOptions(
  command: Command,
  { properties }: Pick<TObject, 'properties'>,
  place: Place,
): (given: Values) => Values {
  const members = new Map<string, string>();
  for (const [member, schema] of Object.entries(properties as Record<string, Member>)) {
    const flag = flagOf(member);
    if (hasFlag(command, flag)) continue;
    const option = optionOf(flag, place === 'query' ? schema : notNull(schema));
    command.addOption(option);
    members.set(option.attributeName(), member);
  }
  return (given) =>
    Object.fromEntries(
      [...members].filter(([name]) => given[name] !== undefined).map(([name, member]) => [member, given[name]]),
    );
}

const notNull = (schema: Member): Member => ({
  ...schema,
  type: [schema.type ?? []].flat().filter((type) => type !== 'null'),
});

/** Whether the command, or one that it belongs to, takes this flag already. */
function hasFlag(command: Command | null, flag: string): boolean {
  for (let each = command; each !== null; each = each.parent)
    if (each.options.some(({ long }) => long === flag)) return true;
  return false;
}

function optionOf(flag: string, schema: Member): Option {
  if (schema.items !== undefined) return many(flag, schema, schema.items);
  const types = [schema.type].flat();
  const description = describe(schema, schema);
  if (types.length === 1 && types[0] === 'boolean')
    return schema.default === false
      ? new Option(flag, description)
      : new Option(`${flag} [yes|no]`, description).argParser(readBoolean);
  return new Option(`${flag} <${placeholder(schema)}>`, description).argParser((text) => readValue(text, schema));
}

/** One that may be repeated. */
const many = (flag: string, schema: Member, item: Member): Option =>
  new Option(`${flag} <${placeholder(item)}>`, describe(schema, item)).argParser(
    (text: string, before: readonly unknown[] = []) => [...before, readValue(text, item)],
  );

/** The first sentence: the flags are for those who know the rest, or read it in the description of the API. */
function describe({ description = '', default: byDefault }: Member, { enum: values }: Member): string {
  const [sentence = ''] = /^.*?[.:](?= [A-Z`]|$)/.exec(description) ?? [description];
  const choices = values === undefined || values.length <= mostShown ? '' : ` (${values.join(', ')})`;
  const absent = byDefault === undefined || byDefault === false ? '' : ` (default: ${JSON.stringify(byDefault)})`;
  return `${sentence.replace(/[.:]$/, '')}${choices}${absent}`;
}

/** So many values are named in the place of the value itself, more behind the description. */
const mostShown = 4;

function placeholder(schema: Member): string {
  const { enum: values, format, type } = schema as Member & { readonly format?: string };
  if (values !== undefined && values.length <= mostShown) return values.join('|');
  if (format === 'date-time') return [type].flat().includes('boolean') ? 'time|true|false' : 'time';
  return isNumber(schema) ? 'n' : 'text';
}

const isNumber = ({ type }: Member): boolean => [type].flat().some((each) => each === 'integer' || each === 'number');

/** The service judges what the schema says beyond this. */
function readValue(text: string, schema: Member): unknown {
  const types = [schema.type].flat();
  if (types.includes('null') && text === 'null') return null;
  if (types.includes('boolean') && /^(?:true|false)$/.test(text)) return text === 'true';
  if (isNumber(schema)) return readNumber(text, types.includes('null'));
  if (schema.enum?.includes(text) === false)
    throw new InvalidArgumentError(`Expected one of: ${schema.enum.join(', ')}.`);
  return text;
}

function readNumber(text: string, nullable: boolean): number {
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`Expected a whole number${nullable ? ', or null' : ''}.`);
}

function readBoolean(text: string): boolean {
  if (/^(?:yes|true)$/.test(text)) return true;
  if (/^(?:no|false)$/.test(text)) return false;
  throw new InvalidArgumentError('Expected yes or no.');
}
