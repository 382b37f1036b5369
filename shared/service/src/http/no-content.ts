import { type TSchema, Type } from 'typebox';

/** An answer without a body, for a route's `schema.response`. As a plain object it would be described with a body of JSON. */
export const noContent = (description: string, headers: Readonly<Record<string, TSchema>> = {}) =>
  Type.Unsafe<undefined>({ type: 'null', description, headers });
