import { Type } from 'typebox';

/** The body of a request that needs none: nothing, or an empty object. Routes that say nothing of a body have it. */
export const NoBody = Type.Optional(Type.Object({}, { additionalProperties: false }));
