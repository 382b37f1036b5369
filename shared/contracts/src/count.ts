import { type TInteger, Type } from 'typebox';

/** How many there are of something. In 64 bits, since code is generated from descriptions, and 32 may be too few. */
export const Count = (description: string, example = 7): TInteger =>
  Type.Integer({ format: 'int64', minimum: 0, description, examples: [example] });
