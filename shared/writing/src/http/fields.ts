import { composed } from '@notes/contracts';
import type { preValidationHookHandler } from 'fastify';
import type { TObject } from 'typebox';
import type { Writable } from './writable.ts';

/**
 * Brings the texts of a body, or of many in a bulk, to composed form (NFC) before they are validated, since their length
 * may change by it. The same word is then the same text, however the keyboard or file system it came from spells it.
 */
export const composeTexts =
  (plural: string): preValidationHookHandler =>
  ({ body }, _reply, done) => {
    if (isObject(body)) {
      composeMembers(body);
      const many = body[plural];
      if (Array.isArray(many)) many.filter(isObject).forEach(composeMembers);
    }
    done();
  };

function composeMembers(fields: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(fields)) if (typeof value === 'string') fields[name] = composed(value);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Reads the fields of bodies as their schemas admit them, in the order of the schema of a whole one. */
export function fieldsReader<Fields extends object>({
  schemas: { Body },
  keep,
}: Pick<Writable<Fields>, 'keep'> & { readonly schemas: { readonly Body: TObject } }) {
  const defaults = Object.entries(Body.properties).map(([name, schema]) => [name, defaultOf(schema)] as const);
  const kept = (fields: object, pointer: string): object => keep?.(fields, pointer) ?? fields;
  return {
    /**
     * The fields of a body, in one order, what is left out by its default. One that is null is not named, so that a request keeps the
     * fingerprint that it had before there was such a field.
     */
    complete(given: object, pointer = '#'): Fields {
      const fields: Record<string, unknown> = {};
      for (const [name, value] of defaults) {
        const own = (given as Record<string, unknown>)[name] ?? value;
        if (own !== null) fields[name] = own;
      }
      return kept(fields, pointer) as Fields;
    },
    /** The fields that a patch names, null as the default. */
    resetNulls(given: object, pointer = '#'): Partial<Fields> {
      const fields: Record<string, unknown> = {};
      for (const [name, value] of defaults) {
        const own = (given as Record<string, unknown>)[name];
        if (own !== undefined) fields[name] = own ?? value;
      }
      return kept(fields, pointer) as Partial<Fields>;
    },
  };
}

const defaultOf = (schema: object): unknown => ('default' in schema ? schema.default : undefined);
