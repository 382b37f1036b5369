import { capital, type Names } from './names.ts';
import type { FieldSpec, FieldType } from './spec.ts';

/** Lines that stand in the template where fields do, by the name of the place. */
export type Blocks = Readonly<Record<string, readonly string[]>>;

const wordsOf = (name: string): string => name.replaceAll('_', ' ');
const q = (text: string): string => `'${text}'`;

/** Whether lists are filtered by it and ordered by it: not by long texts, nor in the order of yes and no. */
const isFiltered = ({ type }: FieldSpec): boolean => type.kind !== 'string' || type.max <= 255;
const isOrdered = (field: FieldSpec): boolean => isFiltered(field) && field.type.kind !== 'boolean';

/** The lines for these fields of an aggregate. */
export function fieldBlocks({ one, all }: Names, fields: readonly FieldSpec[]): Blocks {
  const filtered = fields.filter(isFiltered);
  const texts = fields.filter(({ type }) => type.kind === 'string');
  const unique = fields.filter((field) => field.unique).map(({ name }) => `unique: ${q(name)},`);
  const [changed = texts[0] as FieldSpec] = fields;
  return {
    makers: [
      `import { type KeptFields, ${[...new Set(fields.flatMap(makersOf))].join(', ')} } from '@notes/contracts';`,
    ],
    fields: fields.map((field) => `${field.name}: ${makerText(field)},`),
    defaults: fields.flatMap((field) => (field.given === 'always' ? [] : [`${field.name}: ${defaultText(field)},`])),
    filters: filtered.map(
      (field) => `${field.name}: { field: ${one}Fields.${field.name}, by: ${q(comparedBy(field))}${textsOf(field)} },`,
    ),
    searched: texts.map(({ name }) => `${q(name)},`),
    orders: fields.filter(isOrdered).map(({ name }) => `${q(name)},`),
    tried: [
      ...filtered.filter((field) => field.unique).map(({ name }) => name),
      ...['created_by', 'search', 'after', 'before'],
      ...filtered.filter((field) => !field.unique).map(({ name }) => name),
    ].map((name) => `${q(name)},`),
    created: fields.map(({ name }) => `${name}: data.${name},`),
    times: [`type Times = ${[...fields.flatMap(timesOf), "'after'", "'before'"].join(' | ')};`],
    unique,
    values: fields.map((field) => `${field.name}: ${valuesOf(field.type)[0]},`),
    controls: fields.map((field) => `${field.name}: { ${controlOf(field)} },`),
    imports: ["import { plainViewOf, type View } from '@notes/page';"],
    view: [`title: '${(texts[0] ?? changed).name}',`, `api: ({ ${all} }) => ${all},`],
    change: [`${changed.name}: ${valuesOf(changed.type)[1]},`],
  };
}

const timesOf = ({ name, type }: FieldSpec): string[] =>
  type.kind === 'date-time' ? [q(name), `\`${name}:\${string}\``] : [];

/** The lines of its migration: columns, indexes, and what is searched. */
export function migrationBlocks(all: string, fields: readonly FieldSpec[]): Blocks {
  const texts = fields.filter(({ type }) => type.kind === 'string');
  const index = (name: string, column: string, which: 'live' | 'bin'): string =>
    `select in_each_read_model('create index ${all}_${which === 'bin' ? 'bin_' : ''}${name} on rm_n.${all} (${column}, id) where deleted_at is ${which === 'bin' ? 'not ' : ''}null');`;
  return {
    columns: fields.map(
      (field) => `${field.name} ${columnType(field.type)}${field.given === 'or null' ? '' : ' not null'},`,
    ),
    indexes: fields.filter(isFiltered).flatMap(({ name, type }) => {
      const column = columnType(type) === 'text' ? `${name} collate "C"` : name;
      return [index(name, column, 'live'), index(name, column, 'bin')];
    }),
    searched: texts.map(({ name }, i) => `${name} gin_trgm_ops${i < texts.length - 1 ? ',' : ''}`),
  };
}

const makers = {
  string: 'text',
  integer: 'integer',
  decimal: 'decimal',
  enum: 'choice',
  boolean: 'flag',
  'date-time': 'instant',
};

const makersOf = ({ type, given }: FieldSpec): string[] => [
  makers[type.kind],
  ...(given === 'or null' ? ['orNull'] : []),
];

function makerText({ name, type, given }: FieldSpec): string {
  const made = `${makers[type.kind]}(${argumentsOf(name, type)})`;
  return given === 'or null' ? `orNull(${made})` : made;
}

function argumentsOf(name: string, type: FieldType): string {
  const its = `Its ${wordsOf(name)}`;
  const example = `example: ${valuesOf(type)[0]}`;
  switch (type.kind) {
    case 'string':
      return `{ ${type.min > 0 ? `min: ${type.min}, ` : ''}max: ${type.max}, ${type.min > 0 ? 'visible: true, ' : ''}description: '${its}: ${type.min === 0 ? 'up' : type.min} to ${type.max} characters.', ${example} }`;
    case 'integer':
      if (type.max - type.min === 2 ** 32 - 1) return `{ description: '${its}: any 32-bit integer.', ${example} }`;
      return `{ min: ${type.min}, max: ${type.max}, description: '${its}: a whole number from ${type.min} to ${type.max}.', ${example} }`;
    case 'decimal': {
      const whole = type.digits - type.fraction;
      return `{ digits: ${type.digits}, fraction: ${type.fraction}, ${example},
        description: '${its}: a decimal number, as text so that it stays exact, with up to ${whole} digits, and ${type.fraction} of a fraction. Trailing zeros of the fraction are dropped.',
        kept: '${its}: a decimal number without trailing zeros of the fraction.' }`;
    }
    case 'enum':
      return `[${type.words.map(q).join(', ')}], { description: '${its}.', ${example} }`;
    case 'boolean':
      return `{ description: 'Whether it is ${wordsOf(name)}.', ${example} }`;
    case 'date-time':
      return `{ description: '${its}.' }`;
  }
}

/** Two values that differ. */
function valuesOf(type: FieldType): readonly [string, string] {
  switch (type.kind) {
    case 'string':
      return [q('a'.repeat(Math.max(type.min, 1))), q('b'.repeat(Math.max(type.min, 1)))];
    case 'integer':
      return [String(type.min <= 1 && type.max > 1 ? 1 : type.min), String(type.max)];
    case 'decimal':
      return [q('1.5'), q('2.5')];
    case 'enum':
      return [q(type.words[0] ?? ''), q(type.words[1] ?? '')];
    case 'boolean':
      return ['true', 'false'];
    case 'date-time':
      return [q('2026-01-31T12:00:00.000Z'), q('2026-02-01T12:00:00.000Z')];
  }
}

function defaultText({ type, given }: FieldSpec): string {
  if (given === 'or null') return 'null';
  switch (type.kind) {
    case 'integer':
      return String(Math.min(Math.max(type.min, 0), type.max));
    case 'decimal':
      return q('0');
    case 'enum':
      return q(type.words[0] ?? '');
    case 'boolean':
      return 'false';
    case 'string':
    case 'date-time':
      return q('');
  }
}

/** What describes a field to the page. */
function controlOf({ name, type, given }: FieldSpec): string {
  return [
    `label: ${q(capital(wordsOf(name)))}`,
    ...kindOf(type),
    ...(given === 'or null' ? ['orNull: true'] : []),
  ].join(', ');
}

function kindOf(type: FieldType): readonly string[] {
  switch (type.kind) {
    case 'string':
      return ["kind: 'text'", `min: ${type.min}`, `max: ${type.max}`];
    case 'integer':
      return ["kind: 'integer'", `min: ${type.min}`, `max: ${type.max}`];
    case 'decimal':
      return ["kind: 'decimal'", `digits: ${type.digits}`, `fraction: ${type.fraction}`];
    case 'enum':
      return ["kind: 'choice'", `words: [${type.words.map(q).join(', ')}]`];
    case 'boolean':
      return ["kind: 'flag'"];
    case 'date-time':
      return ["kind: 'instant'"];
  }
}

const columnTypes = {
  string: 'text',
  integer: 'integer',
  decimal: 'numeric',
  enum: 'text',
  boolean: 'boolean',
  'date-time': 'timestamptz(3)',
};
const columnType = ({ kind }: FieldType): string => columnTypes[kind];

const comparisons = {
  string: 'values',
  enum: 'values',
  boolean: 'equality',
  integer: 'ranges',
  decimal: 'ranges',
  'date-time': 'ranges',
};
const comparedBy = ({ type, unique }: FieldSpec): string => (unique ? 'equality' : comparisons[type.kind]);

/** What is said of a filter, where its name alone says too little. */
const textsOf = ({ name, type }: FieldSpec): string =>
  type.kind === 'boolean' ? `, texts: { is: 'Whether it is ${wordsOf(name)}.' }` : '';
